package dev.meridian.action;

import dev.meridian.MeridianException;
import dev.meridian.track.Place;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what becomes of actions, and tells people: of each that is wrong once, of trouble once
/// for as long as it lasts. Thread-safe.
final class ActionLog {
  private static final Logger LOG = LoggerFactory.getLogger(CrossingActions.class);
  private static final int MOST_TOLD = 10_000;

  private final InstantSource clock;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder again = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final AtomicBoolean inTrouble = new AtomicBoolean();
  private final Set<String> told = new LinkedHashSet<>();

  ActionLog(InstantSource clock) {
    this.clock = clock;
  }

  ActionCounts counts() {
    return new ActionCounts(accepted.sum(), again.sum(), wrong.sum(), givenUp.sum(), missed.sum());
  }

  Outcome done(Todo todo) {
    if (inTrouble.getAndSet(false)) {
      LOG.info("actions are accepted again, of region {}", todo.crossed().region());
    }
    accepted.increment();
    return Outcome.DONE;
  }

  /// To be tried again, unless it has been tried for too long.
  Outcome again(Todo todo, MeridianException why) {
    Instant since = Instant.ofEpochMilli(Place.of(todo.entry().place()).millis());
    if (clock.instant().isAfter(since.plus(CrossingActions.PATIENCE))) {
      givenUp.increment();
      LOG.error("given up: {} of {}: {}", todo.place(), todo.crossed().id(), why.getMessage());
      return Outcome.WRONG;
    }
    again.increment();
    trouble(why);
    return Outcome.AGAIN;
  }

  Outcome wrong(Todo todo, RuntimeException why) {
    wrong.increment();
    if (isNew(todo.place())) {
      if (why instanceof MeridianException) {
        LOG.error("not started: {}: {}", todo.place(), why.getMessage());
      } else {
        LOG.error("not started: {}", todo.place(), why);
      }
    }
    return Outcome.WRONG;
  }

  /// Something failed that may pass.
  void trouble(RuntimeException why) {
    if (inTrouble.getAndSet(true)) {
      return;
    }
    if (why instanceof MeridianException) {
      LOG.warn("actions wait: {}", why.getMessage());
    } else {
      LOG.error("actions wait", why);
    }
  }

  /// Crossings were given up before anybody dealt with them.
  void missed(String region, long crossings) {
    missed.add(crossings);
    LOG.error(
        "missed: {} crossings of region {}, given up by the log before their actions were accepted",
        crossings,
        region);
  }

  private boolean isNew(String place) {
    synchronized (told) {
      if (told.size() >= MOST_TOLD) {
        told.remove(told.iterator().next());
      }
      return told.add(place);
    }
  }
}
