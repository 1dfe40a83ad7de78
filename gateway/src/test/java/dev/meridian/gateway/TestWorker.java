package dev.meridian.gateway;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.json.Json;
import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.task.Attempt;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// The smallest worker: consumes the queues of its regions and runs each task once, on a thread of
/// its own. Stores, then settles (I2).
final class TestWorker implements AutoCloseable {
  private static final int PREFETCH = 2_000;
  private static final CeleryCodec CODEC = new CeleryCodec("test");

  private final ResultStore results;
  private final Map<String, TaskHandler<JsonNode, JsonNode>> handlers = new ConcurrentHashMap<>();
  private final List<Consumer> consumers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TestWorker(ResultStore results) {
    this.results = results;
  }

  /// Runs tasks of a type from now on.
  TestWorker handle(String type, TaskHandler<JsonNode, JsonNode> handler) {
    handlers.put(type, handler);
    return this;
  }

  /// Consumes the queues of a region.
  void consume(Broker broker, String region) {
    for (Priority priority : Priority.values()) {
      QueueName queue = QueueName.of(region, priority);
      broker.declare(queue);
      consumers.add(
          broker.consume(
              queue, PREFETCH, delivery -> threads.execute(() -> run(region, delivery))));
    }
  }

  private void run(String region, Delivery delivery) {
    Envelope envelope = CODEC.decode(delivery.message());
    Duration ttl = Optional.ofNullable(envelope.times().resultTtl()).orElse(Duration.ofHours(1));
    TaskRef task = new TaskRef(envelope.id(), envelope.request().orElse(null), ttl);
    AttemptStart start = new AttemptStart(1, region, "test@" + region, Instant.now());
    if (results.begin(task, start) == Admission.RUN) {
      results.complete(task, result(envelope, start));
    }
    delivery.ack();
  }

  private TaskResult result(Envelope envelope, AttemptStart start) {
    var report =
        Json.object().put("region", start.region()).put("worker", start.worker()).put("attempt", 1);
    report.put("bytesIn", 42);
    try {
      TaskHandler<JsonNode, JsonNode> handler = handlers.get(envelope.type());
      if (handler == null) {
        throw TaskException.permanent(TaskFailure.NOT_REGISTERED, "no such task here");
      }
      JsonNode value = handler.run(envelope.kwargs(), new Run(envelope, start));
      return TaskResult.successful(envelope.id(), value, report, Instant.now());
    } catch (Exception e) {
      String type = e instanceof TaskException known ? known.type() : e.getClass().getName();
      TaskFailure failure = TaskFailure.of(type, String.valueOf(e.getMessage()));
      return TaskResult.failed(envelope.id(), failure, report, Instant.now());
    }
  }

  @Override
  public void close() {
    consumers.forEach(Consumer::close);
    threads.shutdownNow();
  }

  private record Run(Envelope envelope, AttemptStart start) implements Attempt {
    @Override
    public TaskId task() {
      return envelope.id();
    }

    @Override
    public Optional<RequestId> request() {
      return envelope.request();
    }

    @Override
    public int number() {
      return start.number();
    }

    @Override
    public String region() {
      return start.region();
    }

    @Override
    public String worker() {
      return start.worker();
    }

    @Override
    public Optional<Instant> deadline() {
      return Optional.ofNullable(envelope.times().deadline());
    }

    @Override
    public Duration remaining() {
      return Duration.ofMinutes(1);
    }

    @Override
    public void progress(int percent, String message) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void checkCancelled() {}

    @Override
    public void note(String name, Object value) {}
  }
}
