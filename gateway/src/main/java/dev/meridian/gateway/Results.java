package dev.meridian.gateway;

import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Shape;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Answers with the results of finished jobs, or with why they failed. Thread-safe.
final class Results {
  private static final int MOST_ERRORS = 100;

  private final Supplier<Catalogue> catalogue;
  private final ResultStore store;

  Results(Supplier<Catalogue> catalogue, ResultStore store) {
    this.catalogue = catalogue;
    this.store = store;
  }

  /// The answer of a finished job, read from the store.
  Answer answer(Exchange exchange, RequestRecord request, AnswerForm form) {
    return answer(exchange, request, store.findAll(request.taskIds()), form);
  }

  /// The answer of a job whose tasks ended like this.
  ///
  /// @throws Refusal if it failed
  Answer answer(
      Exchange exchange, RequestRecord request, Map<TaskId, TaskResult> results, AnswerForm form) {
    Shape shape = request.shape();
    List<TaskId> deciding = shape == null ? request.taskIds() : shape.tasks();
    long successes =
        deciding.stream()
            .map(results::get)
            .filter(r -> r != null && r.state() == TaskState.SUCCESSFUL)
            .count();
    if (successes < request.minSuccess()) {
      throw failure(exchange, request, results).refusal();
    }
    return ResultBody.answer(exchange, outputs(request, results, form), form);
  }

  /// The answer of one task that nobody recorded.
  Answer answer(Exchange exchange, TaskType<?, ?> type, TaskResult result, AnswerForm form) {
    TaskFailure failure = result.failure();
    if (failure != null) {
      throw Failures.problem(failure).refusal();
    }
    return ResultBody.answer(exchange, ResultBody.outputs(type, result.value()), form);
  }

  /// The type of a job; null if it is no longer on offer.
  @Nullable TaskType<?, ?> type(RequestRecord request) {
    return request.type().equals(CanvasProcess.NAME)
        ? CanvasProcess.OFFER.type()
        : catalogue.get().find(request.type()).map(Offer::type).orElse(null);
  }

  private Map<String, JsonNode> outputs(
      RequestRecord request, Map<TaskId, TaskResult> results, AnswerForm form) {
    TaskType<?, ?> type = type(request);
    if (request.shape() != null) {
      return ResultBody.outputs(CanvasProcess.OFFER.type(), request.shape().value(results));
    }
    List<TaskEntry> tasks = request.tasks();
    TaskResult only = results.get(tasks.getFirst().id());
    if (tasks.size() == 1 && !form.list() && only != null) {
      return ResultBody.outputs(type, only.value());
    }
    ArrayNode parts = Json.array();
    tasks.forEach(task -> parts.add(PartDocument.of(task, results.get(task.id()))));
    return ResultBody.outputs(type, parts);
  }

  private static Problem failure(
      Exchange exchange, RequestRecord request, Map<TaskId, TaskResult> results) {
    ArrayNode parts = Json.array();
    TaskFailure first = null;
    int failed = 0;
    for (TaskEntry task : request.tasks()) {
      TaskResult result = results.get(task.id());
      TaskFailure failure = result == null ? null : result.failure();
      if (failure != null) {
        failed++;
        first = first == null ? failure : first;
        if (parts.size() < MOST_ERRORS) {
          parts.addObject().put("label", task.label()).set("error", PartDocument.error(failure));
        }
      }
    }
    String job = new Links(exchange).job(request.id());
    if (first == null) {
      return Problem.of(ProblemType.RESULT_EXPIRED, "the results have gone").with("instance", job);
    }
    Problem problem = Failures.problem(first).with("instance", job);
    return request.tasks().size() == 1
        ? problem
        : counted(problem, failed, request).with("parts", parts);
  }

  private static Problem counted(Problem problem, int failed, RequestRecord request) {
    String count = failed + " of " + request.tasks().size() + " tasks failed; first: ";
    return new Problem(
        problem.type(), count + problem.detail(), problem.members(), problem.headers());
  }
}
