package dev.meridian.worker;

import dev.meridian.broker.Delivery;
import dev.meridian.control.ControlBus;
import dev.meridian.control.Event;
import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.PythonRepr;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Counts the tasks that start, and tells on the control buses what happens to them, in Celery's
/// events; those of tasks only while that is enabled. Thread-safe.
final class NodeEvents implements TaskWatch {
  /// The time between two heartbeats; Celery takes a worker for dead after twice that.
  static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final int SIGTERM = 15;

  private final String node;
  private final List<ControlBus> buses;
  private final InstantSource clock;
  private final Map<String, LongAdder> started = new ConcurrentHashMap<>();
  private volatile boolean enabled;

  NodeEvents(String node, List<ControlBus> buses, InstantSource clock, boolean enabled) {
    this.node = node;
    this.buses = buses;
    this.clock = clock;
    this.enabled = enabled && !buses.isEmpty();
  }

  /// Sends events of tasks, or no more.
  ///
  /// @return whether that is a change
  synchronized boolean enable(boolean wanted) {
    boolean change = enabled != wanted;
    enabled = wanted;
    return change;
  }

  boolean isEnabled() {
    return enabled;
  }

  /// How many tasks of each type were started, by name.
  Map<String, Long> started() {
    Map<String, Long> counts = new TreeMap<>();
    started.forEach((type, count) -> counts.put(type, count.sum()));
    return counts;
  }

  /// Tells of the worker itself.
  ///
  /// @param what `online`, `heartbeat` or `offline`
  void worker(String what, int active, long processed, String version) {
    ObjectNode fields = Json.object();
    fields.put("freq", HEARTBEAT.toMillis() / 1000.0);
    fields.put("active", active);
    fields.put("processed", processed);
    fields.set("loadavg", Machine.loadAverages());
    fields.put("sw_ident", "meridian");
    fields.put("sw_ver", version);
    fields.put("sw_sys", Machine.system());
    emit("worker-" + what, fields);
  }

  @Override
  public void received(Envelope envelope, Delivery delivery) {
    if (enabled) {
      Envelope.Times times = envelope.times();
      ObjectNode fields = task(envelope.id());
      fields.put("name", envelope.type());
      boolean secret = ControlRows.isSecret(delivery);
      fields.put("args", secret ? ControlRows.SECRET : PythonRepr.ofArgs(envelope.args()));
      fields.put("kwargs", secret ? ControlRows.SECRET : PythonRepr.ofKwargs(envelope.kwargs()));
      fields.put("root_id", envelope.lineage().root());
      fields.put("parent_id", envelope.lineage().parent());
      fields.put("retries", envelope.retries());
      fields.put("eta", text(times.eta()));
      fields.put("expires", text(times.expires()));
      emit("task-received", fields);
    }
  }

  @Override
  public void started(Envelope envelope) {
    started.computeIfAbsent(envelope.type(), _ -> new LongAdder()).increment();
    if (enabled) {
      emit("task-started", task(envelope.id()));
    }
  }

  @Override
  public void retried(TaskId task, TaskFailure failure, Delivery delivery) {
    if (enabled) {
      emit("task-retried", failed(task, failure, ControlRows.isSecret(delivery)));
    }
  }

  @Override
  public void ended(TaskResult result, Delivery delivery) {
    if (enabled) {
      boolean secret = ControlRows.isSecret(delivery);
      TaskFailure failure = result.failure();
      switch (result.state()) {
        case SUCCESSFUL -> emit("task-succeeded", succeeded(result, secret));
        case FAILED -> emit("task-failed", failed(result.id(), failure, secret));
        case DISMISSED -> emit("task-revoked", revoked(result.id(), failure));
        case ACCEPTED, RUNNING -> throw new IllegalArgumentException(result.state().word());
      }
    }
  }

  @Override
  public void handedBack(TaskId task) {
    if (enabled) {
      emit("task-rejected", task(task).put("requeue", true));
    }
  }

  private static ObjectNode succeeded(TaskResult result, boolean secret) {
    return task(result.id())
        .put("result", secret ? ControlRows.SECRET : PythonRepr.of(result.value()))
        .put("runtime", result.report().path("millis").asLong(0) / 1000.0);
  }

  private static ObjectNode failed(TaskId task, @Nullable TaskFailure failure, boolean secret) {
    String message = failure == null ? "" : secret ? ControlRows.SECRET : failure.message();
    String type = failure == null ? "Exception" : failure.type();
    return task(task)
        .put("exception", type + "(" + PythonRepr.of(Json.of(message)) + ")")
        .put("traceback", failure == null || secret ? null : failure.traceback());
  }

  private static ObjectNode revoked(TaskId task, @Nullable TaskFailure failure) {
    String why = failure == null ? "" : failure.message();
    boolean terminated = why.equals(Settlement.TERMINATED);
    return task(task)
        .put("terminated", terminated)
        .put("signum", terminated ? (Integer) SIGTERM : null)
        .put("expired", why.equals(Settlement.EXPIRED));
  }

  private static ObjectNode task(TaskId task) {
    return Json.object().put("uuid", task.value());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private void emit(String type, ObjectNode fields) {
    Instant now = clock.instant();
    buses.forEach(bus -> bus.emit(new Event(node, type, now, fields)));
  }
}
