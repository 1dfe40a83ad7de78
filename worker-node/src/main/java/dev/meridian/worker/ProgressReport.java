package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Sends the progress of one attempt to the store, at most every [#INTERVAL]. Progress is not worth
/// a failure: while the store is down it is forgotten.
final class ProgressReport {
  static final Duration INTERVAL = Duration.ofMillis(250);

  private final ResultStore results;
  private final InstantSource clock;
  private @Nullable Instant last;

  ProgressReport(ResultStore results, InstantSource clock) {
    this.results = results;
    this.clock = clock;
  }

  InstantSource clock() {
    return clock;
  }

  void report(TaskRef task, int percent, String message) {
    if (due()) {
      try {
        results.progress(task, percent, message);
      } catch (MeridianException e) {
        // The next one will tell more anyway.
      }
    }
  }

  private synchronized boolean due() {
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.plus(INTERVAL))) {
      return false;
    }
    last = now;
    return true;
  }
}
