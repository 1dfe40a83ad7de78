package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.lane.Lanes.Load;
import dev.meridian.limit.LimitRule;
import dev.meridian.limit.LimitRules;
import dev.meridian.route.QueueName;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.worker.WorkerConfig.Bounds;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A worker and what limits its tasks.
final class LimitedWorkerTest {
  private static final double ANY_RATE = Double.POSITIVE_INFINITY;

  private final WorkerScene scene = new WorkerScene();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void close() {
    go.countDown();
    scene.close();
  }

  private void serve(LimitRule... rules) {
    scene.registry.handle(
        TaskType.of("gated", JsonNode.class, JsonNode.class),
        (input, _) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          go.await();
          running.decrementAndGet();
          return input;
        });
    scene.registry.handle(TaskType.of("free", JsonNode.class, JsonNode.class), (input, _) -> input);
    Duration patience = Duration.ofSeconds(5);
    Bounds bounds =
        new Bounds(
            3,
            10_000,
            patience,
            patience,
            Duration.ofMinutes(1),
            Duration.ofMillis(100),
            Duration.ofMillis(100));
    LimitRules all = new LimitRules(List.of(rules));
    scene.start(Scale.fixed(4), bounds, () -> all);
  }

  @Test
  void taskThatWaitsForTooLongComesAgainAsIfNothingHadBeen() {
    serve(new LimitRule("one", Set.of("gated"), false, ANY_RATE, 1));
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(scene.send("gated", "{}"));
    }
    Await.holds(
        "one runs while the others go round, more often than a task may be delivered in vain",
        Duration.ofSeconds(1),
        () -> running.get() <= 1);
    go.countDown();
    assertThat(tasks)
        .allSatisfy(task -> assertThat(scene.result(task).state()).isEqualTo(TaskState.SUCCESSFUL));
    assertThat(most.get()).isEqualTo(1);
  }

  @Test
  void tasksThatWaitForAPermitTakeNoSlots() {
    serve(new LimitRule("one", Set.of("gated"), false, ANY_RATE, 1));
    scene.broker.declare(QueueName.lane("fra", 0));
    for (int i = 0; i < 20; i++) {
      scene.send(QueueName.lane("fra", 0), "gated", "{}");
    }
    int _ = scene.store.lanes().assign(new Load("fra", "type:gated", 20), List.of(0L));
    Await.until("one runs", () -> running.get() == 1);
    for (int i = 0; i < 10; i++) {
      assertThat(scene.result(scene.send("free", "{}")).state()).isEqualTo(TaskState.SUCCESSFUL);
    }
    assertThat(most.get()).isEqualTo(1);
  }

  @Test
  void laneIsWorkedOnAsSoonAsItIsInUse() {
    serve();
    QueueName lane = QueueName.lane("fra", 5);
    scene.broker.declare(lane);
    TaskId task = scene.send(lane, "free", "{}");
    Await.holds("it waits", Duration.ofMillis(200), () -> isUnfinished(task));
    assertThat(scene.store.lanes().inUse("fra", Set.of(5))).containsExactly(5);
    assertThat(scene.result(task).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  private boolean isUnfinished(TaskId task) {
    return scene.store.results().find(task).isEmpty();
  }
}
