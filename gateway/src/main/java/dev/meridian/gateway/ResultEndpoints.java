package dev.meridian.gateway;

import dev.meridian.NearNames;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The results of jobs. Thread-safe.
final class ResultEndpoints {
  private static final List<String> PRODUCES =
      List.of(MediaTypes.JSON, MediaTypes.TEXT, MediaTypes.MULTIPART);
  private static final Set<String> PARAMETERS = Set.of("outputs");

  private final Jobs jobs;
  private final Results results;
  private final Forms forms;
  private final Duration cap;

  ResultEndpoints(Jobs jobs, Results results, Forms forms, Duration cap) {
    this.jobs = jobs;
    this.results = results;
    this.forms = forms;
    this.cap = cap;
  }

  void register(Routes routes) {
    routes.get("/jobs/{id}/results", PRODUCES, (exchange, ids) -> all(exchange, ids.getFirst()));
    routes.get(
        "/jobs/{id}/results/{output}",
        PRODUCES,
        (exchange, ids) -> one(exchange, ids.getFirst(), ids.getLast()));
  }

  /// Refuses a job whose results have gone.
  static void requireKept(RequestStatus status) {
    RequestId id = status.request().id();
    switch (status.state()) {
      case DISMISSED -> throw dismissed(id).refusal();
      case ACCEPTED, RUNNING, SUCCESSFUL, FAILED -> {}
    }
    if (status.gone()) {
      String detail = "job " + id + ": its results have expired";
      throw Problem.of(ProblemType.RESULT_EXPIRED, detail).refusal();
    }
  }

  /// The problem of a job that was cancelled.
  static Problem dismissed(RequestId id) {
    return Problem.of(ProblemType.JOB_DISMISSED, "job " + id + " was dismissed");
  }

  private Answer all(Exchange exchange, String id) throws InterruptedException {
    List<String> asked = exchange.query().allow(PARAMETERS).all("outputs");
    RequestStatus status = finished(exchange, id);
    AnswerForm form = forms.of(status.request().id());
    if (asked.isEmpty()) {
      return answer(exchange, status, form);
    }
    List<String> known = known(status);
    for (String name : asked) {
      if (!known.isEmpty() && !known.contains(name)) {
        throw Query.refusal("outputs", name, NearNames.expectation(name, known));
      }
    }
    return answer(exchange, status, form.of(asked));
  }

  private Answer one(Exchange exchange, String id, String output) throws InterruptedException {
    RequestStatus status = finished(exchange, id);
    AnswerForm form = forms.of(status.request().id());
    AnswerForm bare = new AnswerForm(List.of(output), false, form.list());
    List<String> known = known(status);
    if (!known.isEmpty() && !known.contains(output)) {
      throw noSuchOutput(output, NearNames.expectation(output, known));
    }
    Answer answer = answer(exchange, status, bare);
    if (answer.status() == 204) {
      throw noSuchOutput(output, "one that this job has a value for");
    }
    return answer;
  }

  private static Refusal noSuchOutput(String name, String expected) {
    return Problem.of(ProblemType.NO_SUCH_OUTPUT, "output", name, expected).refusal();
  }

  private Answer answer(Exchange exchange, RequestStatus status, AnswerForm form) {
    return results.answer(exchange, status.request(), form).uncached();
  }

  private List<String> known(RequestStatus status) {
    TaskType<?, ?> type = results.type(status.request());
    return type == null ? List.of() : ExecuteReader.outputNames(type.schemas());
  }

  private RequestStatus finished(Exchange exchange, String id) throws InterruptedException {
    Duration patience = Preferences.of(exchange.headers("Prefer")).waitUpTo(cap);
    RequestStatus status = jobs.await(jobs.require(Jobs.id(id)), patience);
    requireKept(status);
    if (!status.state().isTerminal()) {
      String detail =
          "job " + id + " is " + status.state().word() + "; what is there so far is in its parts";
      throw Problem.of(ProblemType.RESULT_NOT_READY, detail).retryAfter(1).refusal();
    }
    return status;
  }
}
