package dev.meridian.cli;

import dev.meridian.client.PlannedTask;
import dev.meridian.client.Submission;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.client.TaskClient;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Target;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.worker.ControlCommand;
import dev.meridian.worker.TaskRegistry;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Workers and a client on RabbitMQ and Redis, in regions of its own, whose tasks take their time
/// and keep a record of it.
final class LimitsScene implements AutoCloseable {
  private static final AtomicInteger SCENES = new AtomicInteger();

  private final String suffix =
      "lim" + ProcessHandle.current().pid() + "-" + SCENES.incrementAndGet();
  private final Nodes nodes;
  private final TaskClient client;
  private final TaskRegistry registry = new TaskRegistry();
  private final Queue<Ran> ran = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> most = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();

  /// What a task is told.
  ///
  /// @param batch it belongs to
  record Work(String batch, int millis) {}

  /// A task that ran, by the clock of [System#nanoTime()].
  record Ran(String batch, String region, long began, long ended) {}

  /// A scene with regions `a` and `b` and these limits, in YAML; `ID` in them is the scene's own.
  LimitsScene(Path folder, String limits) {
    String yaml =
        """
        version: 1
        defaults: {lanes: 8}
        regions:
          - {id: a-ID, location: [8.68, 50.11]}
          - {id: b-ID, location: [-77.49, 39.04]}
        """;
    try {
      Path file = folder.resolve(suffix + ".yaml");
      Files.writeString(file, (yaml + limits).replace("ID", suffix));
      nodes = Run.nodes(file);
      client = nodes.connectedClient();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets workers serve a type of task.
  LimitsScene type(String type) {
    registry.handle(
        TaskType.of(type, Work.class, Integer.class),
        (work, attempt) -> {
          AtomicInteger now = running.computeIfAbsent(type, _ -> new AtomicInteger());
          long began = System.nanoTime();
          most.computeIfAbsent(type, _ -> new AtomicInteger())
              .accumulateAndGet(now.incrementAndGet(), Math::max);
          pause(work, attempt);
          now.decrementAndGet();
          ran.add(new Ran(work.batch(), attempt.region(), began, System.nanoTime()));
          return done.computeIfAbsent(work.batch(), _ -> new AtomicInteger()).incrementAndGet();
        });
    return this;
  }

  private static void pause(Work work, Attempt attempt) {
    long end = System.nanoTime() + Duration.ofMillis(work.millis()).toNanos();
    while (System.nanoTime() - end < 0 && !attempt.isCancelled()) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /// Starts a worker of one of the regions.
  LimitsScene worker(String region, int slots) {
    String id = region + "-" + suffix;
    WorkerConfig config = WorkerConfig.of(id, List.of(id), Scale.fixed(slots));
    nodes.startWorker(config, registry, ControlCommand.STANDARD, false);
    return this;
  }

  /// Publishes many tasks; returns once they are confirmed.
  void publish(String region, String type, @Nullable String key, Work work, int tasks) {
    Conditions conditions = key == null ? Conditions.NONE : Conditions.NONE.withKey(key);
    Options usual = Options.STANDARD;
    Options pinned =
        new Options(
            RoutePolicy.PIN,
            usual.priority(),
            Duration.ofHours(1),
            usual.resultTtl(),
            usual.tombstoneTtl(),
            1);
    PlannedTask task =
        new PlannedTask(
            "0", (ObjectNode) Json.of(work), new Target.ToRegion(region + "-" + suffix));
    for (int left = tasks; left > 0; left -= RequestRecord.MAX_TASKS) {
      List<PlannedTask> some = Collections.nCopies(Math.min(left, RequestRecord.MAX_TASKS), task);
      client.publish(new Submission(type, some, pinned, conditions));
    }
  }

  /// How many tasks of a batch are done.
  int done(String batch) {
    AtomicInteger count = done.get(batch);
    return count == null ? 0 : count.get();
  }

  void awaitDone(String batch, int tasks) {
    Await.until(tasks + " tasks of " + batch, Duration.ofMinutes(3), () -> done(batch) >= tasks);
  }

  /// The most tasks of a type that ran at a time, in all workers.
  int most(String type) {
    AtomicInteger count = most.get(type);
    return count == null ? 0 : count.get();
  }

  /// What ran of a batch, by when it began.
  List<Ran> ran(String batch) {
    return ran.stream()
        .filter(task -> task.batch().equals(batch))
        .sorted((x, y) -> Long.compare(x.began() - y.began(), 0))
        .toList();
  }

  @Override
  public void close() {
    nodes.close();
  }
}
