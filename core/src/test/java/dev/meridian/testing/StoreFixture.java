package dev.meridian.testing;

import dev.meridian.json.Json;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The store under test and short words for what tests do with it.
public interface StoreFixture {
  /// Makes ids that no other test uses.
  IdSource IDS = new IdSource(InstantSource.system(), new SecureRandom());

  /// How long results are kept unless a test is about that.
  Duration LONG = Duration.ofMinutes(10);

  /// The store under test: the same one all through a test.
  ResultStore store();

  /// Another way to the same data, as another process has it; may be the same object.
  ResultStore otherStore();

  /// Writes a success as a foreign worker does: the result, and a word to those who listen, but
  /// nothing of the request.
  void writeForeignResult(TaskId task, JsonNode value);

  /// Now, as exact as every store keeps it.
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /// A request of so many tasks that all must succeed, recorded in the store.
  default RequestRecord recorded(int tasks) {
    return recorded(request("contract." + UUID.randomUUID(), tasks, tasks, LONG, LONG));
  }

  /// The same request, recorded in the store.
  default RequestRecord recorded(RequestRecord request) {
    store().create(request);
    return request;
  }

  /// A request that is not recorded yet.
  static RequestRecord request(
      String type, int tasks, int minSuccess, Duration resultTtl, Duration tombstoneTtl) {
    RequestId id = IDS.nextRequest();
    List<TaskEntry> entries = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      TaskId task = tasks == 1 ? id.only() : IDS.nextTask();
      QueueName queue = QueueName.of("fra", Priority.NORMAL);
      var route = new Route("fra", queue, RoutePolicy.PREFER, "v1", "home of source s" + i);
      entries.add(new TaskEntry(task, "s" + i, route));
    }
    Instant created = now();
    Instant deadline = created.plusSeconds(60);
    return new RequestRecord(
        id, type, created, deadline, resultTtl, tombstoneTtl, minSuccess, entries);
  }

  /// The n-th task of a request, from 0.
  static TaskRef task(RequestRecord request, int n) {
    return new TaskRef(request.tasks().get(n).id(), request.id(), request.resultTtl());
  }

  /// A task of no request.
  static TaskRef loneTask() {
    return new TaskRef(IDS.nextTask(), null, LONG);
  }

  /// An attempt that starts now.
  static AttemptStart attempt(int number) {
    return new AttemptStart(number, "fra", "fra@test", now());
  }

  /// A success with a value.
  static TaskResult success(TaskRef task, Object value) {
    return TaskResult.successful(
        task.id(), Json.of(value), Json.object().put("region", "fra").put("attempt", 1), now());
  }

  /// A failure.
  static TaskResult failure(TaskRef task, String message) {
    return TaskResult.failed(
        task.id(), TaskFailure.of("SourceFailed", message), Json.object(), now());
  }

  /// Stores a success of the n-th task; its value is n.
  default boolean succeed(RequestRecord request, int n) {
    return store().complete(task(request, n), success(task(request, n), n));
  }

  /// Stores a failure of the n-th task.
  default boolean fail(RequestRecord request, int n) {
    return store().complete(task(request, n), failure(task(request, n), "no"));
  }

  /// Where a request stands, which must be known.
  default RequestStatus statusOf(RequestRecord request) {
    return store().status(request.id()).orElseThrow();
  }
}
