package dev.meridian.redis;

import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.TaskRef;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// Values for tests, with fresh ids.
final class Fixtures {
  static final Duration HOUR = Duration.ofHours(1);
  private static final IdSource IDS = new IdSource(Clock.systemUTC(), new SecureRandom());

  private Fixtures() {}

  static TaskId task() {
    return IDS.nextTask();
  }

  static List<TaskId> tasks(int count) {
    return IntStream.range(0, count).mapToObj(_ -> task()).toList();
  }

  static TaskRef alone(TaskId task) {
    return new TaskRef(task, null, HOUR);
  }

  static TaskRef partOf(RequestRecord request, int index) {
    return new TaskRef(request.taskIds().get(index), request.id(), request.resultTtl());
  }

  static TaskResult success(TaskId task) {
    var value = Json.object().put("price", 42);
    return TaskResult.successful(task, value, Json.object(), Instant.now());
  }

  static TaskResult failure(TaskId task) {
    var failure = new TaskFailure("FetchException", "fetch failed", "io.geo", "at line 1");
    return TaskResult.failed(task, failure, Json.object(), Instant.now());
  }

  static RequestRecord request(int tasks) {
    return request(tasks, HOUR, HOUR);
  }

  static RequestRecord request(int tasks, Duration resultTtl, Duration tombstoneTtl) {
    RequestId id = IDS.nextRequest();
    Instant now = Instant.now();
    Route route = new Route("fra", new QueueName("meridian.fra"), RoutePolicy.PIN, "1", "test");
    List<RequestRecord.TaskEntry> entries =
        IntStream.range(0, tasks)
            .mapToObj(index ->
                new RequestRecord.TaskEntry(
                    tasks == 1 ? id.only() : task(), Integer.toString(index), route))
            .toList();
    return new RequestRecord(
        id, "echo", now, now.plusSeconds(60), resultTtl, tombstoneTtl, 1, entries);
  }
}
