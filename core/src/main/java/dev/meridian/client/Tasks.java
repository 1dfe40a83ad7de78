package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema.Violation;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Tasks by their types: what goes in and what comes out are the classes of the [TaskType], checked
/// against its schema before anything is sent. Thread-safe; blocks, meant for virtual threads.
///
/// ```java
/// Quote quote =
///     tasks.submit(QUOTE, order, options -> options.near(8.68, 50.11)).await(Duration.ofSeconds(5));
/// ```
public final class Tasks {
  private final TaskClient client;
  private final InstantSource clock;
  private final Supplier<Options> terms;

  /// Typed calls by way of a client.
  ///
  /// @param clock by which countdowns and deadlines are counted
  /// @param terms what holds for calls that do not say otherwise
  public Tasks(TaskClient client, InstantSource clock, Supplier<Options> terms) {
    this.client = client;
    this.clock = clock;
    this.terms = terms;
  }

  /// Submits a task on the usual terms to any region.
  ///
  /// @throws InvalidValueException if the input does not fit the type's schema
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public <I, O> Submitted<O> submit(TaskType<I, O> type, I input) {
    return submit(type, input, _ -> {});
  }

  /// Submits a task: when this returns, its request is recorded and its message confirmed (I1).
  ///
  /// @param options says where, when and how
  /// @throws InvalidValueException if the input does not fit the type's schema, or the options name
  ///   what does not exist
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public <I, O> Submitted<O> submit(TaskType<I, O> type, I input, Consumer<TaskOptions> options) {
    TaskOptions said = said(options);
    Submission submission = submission(type, input, said, false);
    Unique unique = said.unique();
    Accepted accepted = client.accept(unique == null ? submission : submission.with(unique));
    return new Submitted<>(client, clock, type, accepted);
  }

  /// Runs a task and waits for its answer, without a record: the fastest way, but nobody can ask
  /// for the answer later.
  ///
  /// @param timeout after which the task fails, if it has not ended
  /// @param options says where and how
  /// @throws TaskFailedException if the task failed for good
  /// @throws TimeoutException if there was no answer in time
  /// @throws InterruptedException if interrupted while waiting
  /// @throws InvalidValueException if input or answer do not fit the type, or the options name what
  ///   does not exist
  /// @throws UnavailableException if it could not be published
  public <I, O> O call(
      TaskType<I, O> type, I input, Duration timeout, Consumer<TaskOptions> options)
      throws InterruptedException, TimeoutException {
    Submission submission = submission(type, input, unrecorded(options), false);
    Optional<TaskResult> result = client.callAll(submission, timeout).values().stream().findFirst();
    return Submitted.answer(
        type,
        result.orElseThrow(
            () -> new TimeoutException(type.name() + " has not ended within " + timeout)));
  }

  /// Sends a task whose result nobody wants: when this returns, its message is confirmed. No
  /// request is recorded and no result stored.
  ///
  /// @param options says where, when and how
  /// @return the id of the task, for logs
  /// @throws InvalidValueException as [#submit]
  /// @throws UnavailableException if it could not be published
  public <I> TaskId publish(TaskType<I, ?> type, I input, Consumer<TaskOptions> options) {
    return client.publish(submission(type, input, unrecorded(options), true)).getFirst();
  }

  private TaskOptions said(Consumer<TaskOptions> options) {
    var said = new TaskOptions(terms.get(), clock.instant());
    options.accept(said);
    return said;
  }

  private TaskOptions unrecorded(Consumer<TaskOptions> options) {
    TaskOptions said = said(options);
    if (said.unique() != null) {
      throw new InvalidValueException("unique", said.unique().key(), "submit, which records it");
    }
    return said;
  }

  private static <I> Submission submission(
      TaskType<I, ?> type, I input, TaskOptions said, boolean ignoreResult) {
    var task = new PlannedTask("0", inputs(type, input), said.target());
    Conditions wanted = said.conditions();
    Conditions conditions =
        new Conditions(
            wanted.eta(), wanted.expires(), wanted.limits(), ignoreResult, wanted.headers());
    return new Submission(type.name(), List.of(task), said.options(), conditions.with(type))
        .coalescing(type.coalesces() && said.coalesce());
  }

  private static <I> ObjectNode inputs(TaskType<I, ?> type, I input) {
    if (!(Json.of(input) instanceof ObjectNode inputs)) {
      throw new InvalidValueException("input of " + type.name(), input, "a JSON object");
    }
    List<Violation> violations = type.schemas().input().check(inputs);
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      throw new InvalidValueException(
          "input" + first.pointer() + " of " + type.name(),
          inputs.at(first.pointer()),
          first.message());
    }
    return inputs;
  }
}
