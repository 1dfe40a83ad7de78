package dev.meridian.tracking;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.result.StoreException;
import dev.meridian.route.QueueName;
import dev.meridian.track.Look;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Partition;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the objects of one region looked at that something is due of though they are silent: that
/// they dwell, are lost, or are to be forgotten. It concludes nothing itself, as it cannot know
/// which positions others hold: it publishes a [Look] behind them, into the queue of their
/// partition. One worker of the region does, as long as it renews that in time; two at a time do no
/// harm. For one thread.
final class SilentObjects {
  private static final Logger LOG = LoggerFactory.getLogger(SilentObjects.class);
  private static final Duration OWNED = Duration.ofSeconds(5);
  private static final Duration RENEWAL = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration REPEAT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST_DUE = 10 * ObjectStore.MAX_PAGE;

  private final String region;
  private final String owner;
  private final Parts with;
  private final Map<String, Instant> asked = new HashMap<>(); // object that is due, when last
  private final Map<Integer, Asked> looks = new HashMap<>(); // partition, its last
  private long renewed = System.nanoTime() - RENEWAL.toNanos();
  private @Nullable String trouble;
  private volatile boolean owned;

  /// What it works with.
  ///
  /// @param objects that may be silent
  /// @param broker of the region
  /// @param seal that looks travel in
  record Parts(ObjectStore objects, Broker broker, Seal seal, InstantSource clock) {}

  /// A look that may still be in its queue: until the queue is empty, or none of its objects is due
  /// any more, or for 30 s.
  ///
  /// @param first the objects it was the first to ask for; others may be due though it was taken
  private record Asked(Instant since, Set<String> first) {}

  /// @param owner the name of the worker
  SilentObjects(String region, String owner, Parts with) {
    this.region = region;
    this.owner = owner;
    this.with = with;
  }

  /// Whether this worker is the one of its region now.
  boolean isOwned() {
    return owned;
  }

  /// Asks once for what is due.
  void look() {
    try {
      if (renew()) {
        ask();
      }
      trouble = null;
    } catch (StoreException e) {
      owned = false;
      report(e.getMessage());
    } catch (BrokerException e) {
      report(e.getMessage());
    }
  }

  private void report(@Nullable String why) {
    if (trouble == null) {
      LOG.warn("region {}: silent objects are not looked at: {}", region, why);
    }
    trouble = String.valueOf(why);
  }

  private boolean renew() {
    long now = System.nanoTime();
    if (now - renewed >= RENEWAL.toNanos()) {
      owned = with.objects().own(region, owner, OWNED);
      renewed = now;
    }
    return owned;
  }

  private void ask() {
    Instant now = with.clock().instant();
    looks.values().removeIf(look -> isOver(look.since(), PATIENCE, now));
    looks.keySet().removeIf(this::isEmpty);
    Instant until = now.minus(GRACE);
    Map<Integer, Set<String>> due = due(until);
    asked.keySet().removeIf(id -> !of(due, Partition.of(id)).contains(id)); // looked at
    Map<Integer, List<String>> next = new TreeMap<>();
    due.forEach((partition, ids) -> {
      List<String> some = ids.stream().filter(id -> mayAskFor(id, now)).limit(Look.MOST).toList();
      if (!some.isEmpty() && mayFollow(looks.get(partition), ids)) {
        next.put(partition, some);
      }
    });
    if (!next.isEmpty()) {
      publish(now, until, next);
    }
  }

  private boolean isEmpty(int partition) {
    return with.broker().depth(QueueName.positions(region, partition)).ready() == 0;
  }

  private static boolean isOver(Instant since, Duration time, Instant now) {
    return !now.isBefore(since.plus(time)) || now.isBefore(since); // the clock was set back
  }

  private boolean mayAskFor(String id, Instant now) {
    Instant last = asked.get(id);
    return last == null || isOver(last, REPEAT, now);
  }

  /// Whether there is news for a partition behind a look that may still be in its queue.
  private boolean mayFollow(@Nullable Asked look, Set<String> due) {
    return look == null
        || (Collections.disjoint(due, look.first()) && !asked.keySet().containsAll(due));
  }

  /// What is due by partition, the longest due first. The first page may be full of objects of
  /// partitions that do not move: it reads on until it knows enough of each.
  private Map<Integer, Set<String>> due(Instant until) {
    Map<Integer, Set<String>> due = new TreeMap<>();
    for (int from = 0; from < MOST_DUE; from += ObjectStore.MAX_PAGE) {
      List<String> page = with.objects().due(region, until, from, ObjectStore.MAX_PAGE);
      for (String id : page) {
        due.computeIfAbsent(Partition.of(id), _ -> new LinkedHashSet<>()).add(id);
      }
      if (page.size() < ObjectStore.MAX_PAGE || isEnough(due)) {
        break;
      }
    }
    return due;
  }

  private boolean isEnough(Map<Integer, Set<String>> due) {
    return IntStream.range(0, Partition.COUNT)
        .allMatch(partition -> {
          Asked look = looks.get(partition);
          Set<String> ids = of(due, partition);
          return look == null ? !ids.isEmpty() : !Collections.disjoint(ids, look.first());
        });
  }

  private static Set<String> of(Map<Integer, Set<String>> due, int partition) {
    return due.getOrDefault(partition, Set.of());
  }

  private void publish(Instant now, Instant until, Map<Integer, List<String>> due) {
    List<Publication> publications = new ArrayList<>();
    due.forEach((partition, ids) -> {
      var message = PositionMessage.write(new Look(until, ids), region, with.seal());
      publications.add(Publication.now(QueueName.positions(region, partition), message));
      Set<String> first = new HashSet<>(ids);
      first.removeAll(asked.keySet());
      looks.put(partition, new Asked(now, first));
      ids.forEach(id -> asked.put(id, now));
    });
    for (PublishOutcome outcome : with.broker().publishAll(publications)) {
      if (outcome instanceof PublishOutcome.Failed(BrokerException reason)) {
        throw reason;
      }
    }
  }
}
