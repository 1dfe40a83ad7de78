package dev.meridian.tracking;

import dev.meridian.track.Look;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What this worker concludes from the silence of the objects of one partition, when it comes to a
/// [Look]. Not before it has had the partition for 10 s: the worker before may be finishing
/// positions that waited in front. [#begin] may be called by any thread, [#look] by that of the
/// partition.
final class Silence {
  /// What a worker that is stopped gently, or fails, needs at most for the positions it has: see
  /// [TrackingNode#drain(Duration)].
  static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Duration ASIDE = Duration.ofMinutes(1);

  private final Evaluator evaluator;
  private final InstantSource clock;
  private final Map<String, Instant> aside = new HashMap<>(); // object, until when
  private Instant since; // guarded by this

  Silence(Evaluator evaluator, InstantSource clock) {
    this.evaluator = evaluator;
    this.clock = clock;
    this.since = clock.instant();
  }

  /// The partition is given to this worker, or again.
  synchronized void begin() {
    since = clock.instant();
  }

  /// Looks at the objects, up to the time of the look. One that the evaluation fails of is left
  /// alone for a minute.
  ///
  /// @throws dev.meridian.result.StoreException if it is down; then it may be called again
  void look(Look look) {
    Instant now = clock.instant();
    if (isNew(now)) {
      return;
    }
    aside.values().removeIf(now::isAfter);
    Instant until = look.until().isBefore(now) ? look.until() : now;
    List<String> ids = look.objects().stream().filter(id -> !aside.containsKey(id)).toList();
    for (String id : evaluator.review(ids, course -> course.until(until))) {
      aside.put(id, now.plus(ASIDE));
    }
  }

  private synchronized boolean isNew(Instant now) {
    if (now.isBefore(since)) {
      since = now; // the clock was set back
    }
    return now.isBefore(since.plus(SETTLED));
  }
}
