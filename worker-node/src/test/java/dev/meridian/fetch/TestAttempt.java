package dev.meridian.fetch;

import dev.meridian.task.Attempt;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// An attempt that keeps what it is told and is cancelled by the test.
final class TestAttempt implements Attempt {
  final Map<String, Object> notes = new ConcurrentHashMap<>();
  private final Duration remaining;
  private volatile boolean cancelled;

  TestAttempt() {
    this(Duration.ofSeconds(30));
  }

  /// An attempt with this much time left, now and later.
  TestAttempt(Duration remaining) {
    this.remaining = remaining;
  }

  /// A number that was noted.
  long number(String name) {
    return ((Number) Objects.requireNonNull(notes.get(name))).longValue();
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public TaskId task() {
    return new TaskId("task");
  }

  @Override
  public Optional<RequestId> request() {
    return Optional.empty();
  }

  @Override
  public int number() {
    return 1;
  }

  @Override
  public String region() {
    return "fra";
  }

  @Override
  public String worker() {
    return "fra@test";
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.empty();
  }

  @Override
  public Duration remaining() {
    return remaining;
  }

  @Override
  public void progress(int percent, String message) {}

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void checkCancelled() throws InterruptedException {
    if (cancelled) {
      throw new InterruptedException("cancelled");
    }
  }

  @Override
  public void note(String name, Object value) {
    notes.put(name, value);
  }
}
