package dev.meridian.tracking;

import dev.meridian.result.StoreException;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Partition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the objects of one region that something is due of though they are silent: that they
/// dwell, are lost, or are to be forgotten. One worker of the region does, as long as it renews
/// that in time; two at a time do no harm, as steps compare versions. For one thread.
final class SilentObjects {
  private static final Logger LOG = LoggerFactory.getLogger(SilentObjects.class);
  private static final Duration OWNED = Duration.ofSeconds(5);
  private static final Duration RENEWAL = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final String region;
  private final String owner;
  private final ObjectStore objects;
  private final Evaluator evaluator;
  private final IntPredicate hasBacklog;
  private final InstantSource clock;
  private long asked = System.nanoTime() - RENEWAL.toNanos();
  private volatile boolean owned;

  /// What it works with.
  ///
  /// @param hasBacklog whether positions of a partition wait: of silence nothing is known then
  record Parts(
      ObjectStore objects, Evaluator evaluator, IntPredicate hasBacklog, InstantSource clock) {}

  /// @param owner the name of the worker
  SilentObjects(String region, String owner, Parts with) {
    this.region = region;
    this.owner = owner;
    this.objects = with.objects();
    this.evaluator = with.evaluator();
    this.hasBacklog = with.hasBacklog();
    this.clock = with.clock();
  }

  /// Whether this worker is the one of its region now.
  boolean isOwned() {
    return owned;
  }

  /// Looks once.
  void look() {
    try {
      if (renew()) {
        review();
      }
    } catch (StoreException e) {
      owned = false;
      LOG.warn("region {}: silent objects not looked at: {}", region, e.getMessage());
    }
  }

  private boolean renew() {
    long now = System.nanoTime();
    if (now - asked >= RENEWAL.toNanos()) {
      owned = objects.own(region, owner, OWNED);
      asked = now;
    }
    return owned;
  }

  private void review() {
    Instant until = clock.instant().minus(GRACE);
    List<String> due = objects.due(region, until, ObjectStore.MAX_PAGE);
    if (due.isEmpty()) {
      return;
    }
    boolean[] waits = new boolean[Partition.COUNT];
    for (int partition = 0; partition < waits.length; partition++) {
      waits[partition] = hasBacklog.test(partition);
    }
    List<String> silent = due.stream().filter(id -> !waits[Partition.of(id)]).toList();
    for (int from = 0; from < silent.size() && renew(); from += Evaluator.MOST) {
      int to = Math.min(silent.size(), from + Evaluator.MOST);
      evaluator.review(silent.subList(from, to), course -> course.until(until));
    }
  }
}
