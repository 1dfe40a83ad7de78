package dev.meridian.fetch;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// How long the steps of one attempt took. Thread-safe.
final class Timings {
  private final Map<String, Long> nanos = new ConcurrentSkipListMap<>();

  /// Adds to a step, for example `readMs`.
  void add(String step, long elapsedNanos) {
    nanos.merge(step, elapsedNanos, Long::sum);
  }

  /// Milliseconds with one decimal by step.
  Map<String, Object> millis() {
    Map<String, Object> millis = new ConcurrentSkipListMap<>();
    nanos.forEach((step, elapsed) -> millis.put(step, Math.round(elapsed / 1e5) / 10.0));
    return millis;
  }
}
