package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Store;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.RedisNode;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The store and Debian's Celery on one Redis.
final class CeleryInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofMinutes(10);

  /// Arguments: a function and the ids of tasks.
  private static final String CLIENT =
      """
      import sys
      from celery import Celery
      app = Celery('test', backend=sys.argv[1])

      def get(task):
          try:
              print('value', app.AsyncResult(task).get(timeout=20))
          except Exception as e:
              print(type(e).__module__, type(e).__name__, e.args)

      def succeed(task):
          app.backend.store_result(task, {'price': 42}, 'SUCCESS')

      def fail(task):
          try:
              raise ValueError('boom', 7)
          except ValueError as e:
              app.backend.mark_as_failure(task, e, traceback='Traceback: here')

      for task in sys.argv[3:]:
          globals()[sys.argv[2]](task)
      """;

  private final RedisNode redis = TestServers.redis();
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(redis.uri()).withSweep(NEVER), Clock.systemUTC());
  private final ResultStore results = store.results();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void celerySeesOurResultFailureAndCancellation() throws Exception {
    List<TaskId> tasks = Fixtures.tasks(3);
    results.complete(Fixtures.alone(tasks.get(0)), Fixtures.success(tasks.get(0)));
    results.complete(Fixtures.alone(tasks.get(1)), Fixtures.failure(tasks.get(1)));
    results.complete(
        Fixtures.alone(tasks.get(2)),
        TaskResult.dismissed(tasks.get(2), "cancelled", Instant.now()));
    assertThat(output(celery("get", tasks)))
        .containsExactly(
            "value {'price': 42}",
            "celery.exceptions FetchException ('fetch failed',)",
            "celery.exceptions TaskRevokedError ('cancelled',)");
  }

  @Test
  void celeryWaitingIsWokenByOurResult() throws Exception {
    TaskId task = Fixtures.task();
    Process client = celery("get", List.of(task));
    String channel = "celery-task-meta-" + task;
    Await.until("Celery listens", () -> redis.ctl("PUBSUB", "NUMSUB", channel).endsWith("1"));
    results.complete(Fixtures.alone(task), Fixtures.success(task));
    assertThat(output(client)).containsExactly("value {'price': 42}");
  }

  @Test
  void celerysResultWakesUs() throws Exception {
    TaskId task = Fixtures.task();
    try (Listening listening = results.listen(List.of(task), false)) {
      output(celery("succeed", List.of(task)));
      TaskResult result = listening.next(PATIENCE).orElseThrow();
      assertThat(result.state()).isEqualTo(TaskState.SUCCESSFUL);
      assertThat(result.value().path("price").asInt()).isEqualTo(42);
    }
  }

  @Test
  void celerysFailureIsFoundAndStays() throws Exception {
    TaskId task = Fixtures.task();
    output(celery("fail", List.of(task)));
    TaskResult result = results.find(task).orElseThrow();
    assertThat(result.state()).isEqualTo(TaskState.FAILED);
    assertThat(result.failure())
        .isEqualTo(new TaskFailure("ValueError", "boom, 7", "builtins", "Traceback: here"));
    var attempt = new AttemptStart(1, "fra", "w1", Instant.now());
    assertThat(results.begin(Fixtures.alone(task), attempt)).isEqualTo(Admission.ALREADY_OVER);
    assertThat(results.complete(Fixtures.alone(task), Fixtures.success(task))).isFalse();
    assertThat(results.find(task).orElseThrow().state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void celerysResultBecomesPartOfOurRequest() throws Exception {
    RequestRecord request = Fixtures.request(2);
    results.create(request);
    output(celery("succeed", request.taskIds()));
    for (int index = 0; index < 2; index++) {
      TaskRef task = Fixtures.partOf(request, index);
      assertThat(results.complete(task, results.find(task.id()).orElseThrow())).isFalse();
    }
    assertThat(results.status(request.id()).orElseThrow().state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(results.parts(request.id(), 0, 10)).hasSize(2);
  }

  private Process celery(String function, List<TaskId> tasks) throws IOException {
    var command =
        new ProcessBuilder(TestServers.python(), "-c", CLIENT, redis.uri() + "/0", function);
    tasks.forEach(task -> command.command().add(task.value()));
    return command.redirectErrorStream(true).start();
  }

  private static List<String> output(Process client) throws Exception {
    List<String> lines = new String(client.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(client.waitFor()).describedAs("%s", lines).isZero();
    return lines;
  }
}
