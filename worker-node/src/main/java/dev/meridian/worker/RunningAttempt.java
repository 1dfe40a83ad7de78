package dev.meridian.worker;

import dev.meridian.broker.Delivery;
import dev.meridian.json.Json;
import dev.meridian.result.TaskRef;
import dev.meridian.task.Attempt;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An attempt from its start to its outcome. Stopping it interrupts its thread; the first reason
/// stays, but [StopReason#HARD_LIMIT] replaces any other.
final class RunningAttempt implements Attempt {
  private final Envelope envelope;
  private final TaskRef ref;
  private final Place place;
  private final int number;
  private final Instant started;
  private final Instant softEnd;
  private final Instant hardEnd;
  private final InstantSource clock;
  private final ProgressReport progress;
  private final AtomicReference<@Nullable StopReason> stop = new AtomicReference<>();
  private final ObjectNode report = Json.object();
  private final AtomicBoolean claimed = new AtomicBoolean();
  private @Nullable Thread thread;

  /// Where an attempt runs, and what brought it there.
  record Place(String region, String worker, Delivery delivery) {}

  /// The ends of an attempt's time.
  record Ends(Instant soft, Instant hard) {}

  RunningAttempt(
      Envelope envelope, TaskRef ref, Place place, int number, Ends ends, ProgressReport progress) {
    this.envelope = envelope;
    this.ref = ref;
    this.place = place;
    this.number = number;
    this.progress = progress;
    this.clock = progress.clock();
    this.started = clock.instant();
    this.softEnd = ends.soft();
    this.hardEnd = ends.hard();
    report.put("region", place.region());
    report.put("worker", place.worker());
    report.put("attempt", number);
  }

  Envelope envelope() {
    return envelope;
  }

  TaskRef ref() {
    return ref;
  }

  Delivery delivery() {
    return place.delivery();
  }

  Instant started() {
    return started;
  }

  /// The facts about this run, with its length; a copy that nobody changes any more.
  ObjectNode report() {
    synchronized (report) {
      ObjectNode copy = report.deepCopy();
      copy.put("started", started.toString());
      copy.put("millis", Duration.between(started, clock.instant()).toMillis());
      return copy;
    }
  }

  /// Claims the right to settle the task and free the slot. Only the first caller has it: the
  /// thread that ran the handler, or whoever gave the attempt up at its hard limit.
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  /// Binds the attempt to the thread that runs it, and hands it any interrupt that came before.
  synchronized void runsOn(Thread thread) {
    this.thread = thread;
    if (stop.get() != null) {
      thread.interrupt();
    }
  }

  /// Unbinds it: later stops interrupt nobody.
  synchronized void hasLeft() {
    thread = null;
  }

  void stop(StopReason reason) {
    boolean first =
        reason == StopReason.HARD_LIMIT
            ? stop.getAndSet(reason) != reason
            : stop.compareAndSet(null, reason);
    synchronized (this) {
      if (first && thread != null) {
        thread.interrupt();
      }
    }
  }

  Optional<StopReason> stopReason() {
    return Optional.ofNullable(stop.get());
  }

  boolean isOverSoftLimit(Instant now) {
    return now.isAfter(softEnd);
  }

  boolean isOverHardLimit(Instant now) {
    return now.isAfter(hardEnd);
  }

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
    return number;
  }

  @Override
  public Map<String, @Nullable Object> headers() {
    return envelope.extras();
  }

  @Override
  public String region() {
    return place.region();
  }

  @Override
  public String worker() {
    return place.worker();
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.ofNullable(envelope.times().deadline());
  }

  @Override
  public Duration remaining() {
    Instant end = deadline().filter(d -> d.isBefore(softEnd)).orElse(softEnd);
    Duration left = Duration.between(clock.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public void progress(int percent, String message) {
    progress.report(ref, Math.clamp(percent, 0, 100), message);
  }

  @Override
  public boolean isCancelled() {
    return stop.get() != null;
  }

  @Override
  public void checkCancelled() throws InterruptedException {
    StopReason reason = stop.get();
    if (reason != null) {
      throw new InterruptedException("attempt stopped: " + reason);
    }
  }

  @Override
  public void note(String name, Object value) {
    synchronized (report) {
      report.set(name, Json.of(value));
    }
  }
}
