package dev.meridian.cli;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.json.Json;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.RedisNode;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Echo tasks with an eta, given to the broker all at once and run by a worker process.
final class EtaRun implements AutoCloseable {
  private static final int TOGETHER = 500;

  final RabbitNode rabbit = RabbitNode.launch();
  private final RedisNode redis = RedisNode.launch();
  private final Map<String, String> environment =
      Map.of(
          "MERIDIAN_BROKER", rabbit.uri().toString(),
          "MERIDIAN_RESULTS", redis.uri().toString());
  private final RabbitBroker broker =
      RabbitBroker.connect(RabbitConfig.defaults(rabbit.uri()), Clock.systemUTC());
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(redis.uri()), Clock.systemUTC());
  private final CeleryCodec codec = new CeleryCodec("eta");
  private final QueueName queue = QueueName.of("fra", Priority.NORMAL);
  private final Map<TaskId, Instant> etas = new LinkedHashMap<>();
  private final List<Program> workers = new ArrayList<>();

  /// Starts a worker and returns once it consumes.
  Program worker() {
    Program worker =
        Program.start(
            List.of("-Xmx128m"),
            environment,
            "worker",
            "--region",
            "fra",
            "--concurrency",
            "64",
            "--config",
            "../bench/regions.yaml");
    workers.add(worker);
    return worker.awaitOut("consuming meridian.fra");
  }

  /// Publishes so many tasks, due evenly from `first` after now over `spread`.
  void publish(int count, Duration first, Duration spread) {
    Await.until("the broker is up", () -> broker.awaitConnected(Duration.ofSeconds(1)));
    Instant start = Instant.now().plus(first);
    List<Publication> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant eta = start.plus(spread.multipliedBy(i).dividedBy(count));
      some.add(publication(new TaskId("eta-" + i), eta));
      if (some.size() == TOGETHER || i == count - 1) {
        broker.publishAll(some).forEach(EtaRun::requireConfirmed);
        some.clear();
      }
    }
  }

  private Publication publication(TaskId id, Instant eta) {
    var times = new Envelope.Times(eta, null, null, null, null, Duration.ofMinutes(30));
    var envelope =
        new Envelope(
            id,
            "echo",
            Json.array(),
            Json.object().put("stringInput", id.value()),
            Json.nullNode(),
            0,
            times,
            Envelope.Lineage.NONE,
            false,
            Map.of());
    etas.put(id, eta);
    Duration delay = Duration.between(Instant.now(), eta);
    return new Publication(queue, codec.encode(envelope), delay);
  }

  private static void requireConfirmed(PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.Failed(BrokerException reason)) {
      throw new AssertionError(reason);
    }
  }

  /// One that ran: how late it began, negative if early.
  record Ran(Instant eta, Duration late) {}

  /// Waits until every task succeeded, and says how late each began.
  List<Ran> results() {
    Await.until(
        etas.size() + " results",
        Duration.ofMinutes(3),
        () -> store.results().findAll(etas.keySet()).size() == etas.size());
    List<Ran> ran = new ArrayList<>();
    for (TaskResult result : store.results().findAll(etas.keySet()).values()) {
      if (result.state() != TaskState.SUCCESSFUL) {
        throw new AssertionError(result);
      }
      Instant eta = etas.getOrDefault(result.id(), Instant.MAX);
      Instant started = Instant.parse(result.report().path("started").asString());
      ran.add(new Ran(eta, Duration.between(eta, started)));
    }
    return ran;
  }

  /// The lateness that 99 of 100 keep below.
  static Duration p99(List<Ran> ran) {
    List<Duration> sorted = ran.stream().map(Ran::late).sorted().toList();
    return sorted.get(sorted.size() * 99 / 100);
  }

  /// The instant of the last eta.
  Instant last() {
    return etas.values().stream().max(Instant::compareTo).orElseThrow();
  }

  @Override
  public void close() {
    workers.forEach(Program::close);
    broker.close();
    store.close();
    rabbit.close();
    redis.close();
  }
}
