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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
  private static final long REPEAT = Duration.ofSeconds(2).toNanos();

  private final String region;
  private final String owner;
  private final Parts with;
  private final Map<String, Long> asked = new HashMap<>(); // object that is due, when
  private final boolean[] waits = new boolean[Partition.COUNT];
  private long renewed = System.nanoTime() - RENEWAL.toNanos();
  private @Nullable String trouble;
  private volatile boolean owned;

  /// What it works with.
  ///
  /// @param objects that may be silent
  /// @param broker of the region
  /// @param seal that looks travel in
  record Parts(ObjectStore objects, Broker broker, Seal seal, InstantSource clock) {}

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
    Instant until = with.clock().instant().minus(GRACE);
    List<String> all = with.objects().due(region, until, ObjectStore.MAX_PAGE);
    long old = System.nanoTime() - REPEAT;
    asked.keySet().retainAll(Set.copyOf(all)); // the others have been looked at
    asked.values().removeIf(when -> when - old < 0);
    Map<Integer, List<String>> due = new TreeMap<>();
    for (String id : all) {
      List<String> some = due.computeIfAbsent(Partition.of(id), _ -> new ArrayList<>());
      if (!asked.containsKey(id) && some.size() < Look.MOST) {
        some.add(id);
      }
    }
    due.entrySet().removeIf(some -> some.getValue().isEmpty() || isWaiting(some.getKey()));
    if (!due.isEmpty()) {
      publish(until, due);
    }
  }

  /// Whether a look that was published may still be in the queue: a second one behind it would say
  /// nothing new.
  private boolean isWaiting(int partition) {
    if (waits[partition]) {
      waits[partition] = with.broker().depth(QueueName.positions(region, partition)).ready() > 0;
    }
    return waits[partition];
  }

  private void publish(Instant until, Map<Integer, List<String>> due) {
    List<Publication> looks = new ArrayList<>();
    due.forEach((partition, ids) -> {
      var message = PositionMessage.write(new Look(until, ids), region, with.seal());
      looks.add(Publication.now(QueueName.positions(region, partition), message));
      waits[partition] = true;
      ids.forEach(id -> asked.put(id, System.nanoTime()));
    });
    for (PublishOutcome outcome : with.broker().publishAll(looks)) {
      if (outcome instanceof PublishOutcome.Failed(BrokerException reason)) {
        throw reason;
      }
    }
  }
}
