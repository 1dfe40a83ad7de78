package dev.meridian.ingest;

import dev.meridian.ingest.MqttParcel.Share;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.ingest.RegionShare.Refusal;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What came over MQTT for one region, on a thread of its own: published in the order it came. What
/// the region does not take is tried again each second, and all that comes for it waits behind
/// that, while other lanes go on. What can never be published is left out, and its message is a
/// dead letter in the end. Bounded by what the intake takes. [#add] and [#sweep] are thread-safe.
final class MqttLane {
  private static final Logger LOG = LoggerFactory.getLogger(MqttLane.class);
  private static final long LOOK_MILLIS = 100;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final PositionPublisher publisher;
  private final CountDownLatch over;
  private final BlockingQueue<Share> waiting = new LinkedBlockingQueue<>(); // by prefetch
  private final Thread thread;
  private boolean waits; // confined to the thread

  /// A position on its way.
  private record One(MqttParcel parcel, Position position) {
    static List<One> of(List<Share> batch) {
      return batch.stream()
          .flatMap(share -> share.positions().stream().map(at -> new One(share.parcel(), at)))
          .toList();
    }
  }

  /// Starts to publish.
  ///
  /// @param over ends it, when the publishing under way is done; it ends the others if it fails
  MqttLane(String region, PositionPublisher publisher, CountDownLatch over) {
    this.publisher = publisher;
    this.over = over;
    this.thread = Thread.ofVirtual().name("mqtt-positions-" + region).start(this::run);
  }

  void add(Share share) {
    publisher.counts().hold(share.positions().size());
    waiting.add(share);
    if (over.getCount() == 0) {
      letGoOfAll();
    }
  }

  /// Waits until it has ended.
  void join(Duration most) throws InterruptedException {
    boolean _ = thread.join(most);
  }

  private void run() {
    try {
      while (over.getCount() > 0) {
        publishOrBury(batch());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("{}: failed", Thread.currentThread().getName(), e);
    } finally {
      over.countDown();
      letGoOfAll();
    }
  }

  /// Lets go of what is over, which comes again.
  void sweep() {
    for (Share share : waiting) {
      if (share.parcel().isOver() && waiting.remove(share)) {
        letGo(share);
      }
    }
  }

  private void letGoOfAll() {
    List<Share> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(this::letGo);
  }

  private void letGo(Share share) {
    publisher.counts().hold(-share.positions().size());
  }

  private void count(Fate fate, int positions) {
    publisher.counts().count(Way.MQTT, fate, positions);
  }

  /// What came first, as much as goes together; nothing if nothing comes.
  private List<Share> batch() throws InterruptedException {
    List<Share> batch = new ArrayList<>();
    int positions = 0;
    Share share = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    while (share != null) {
      if (share.parcel().isOver()) {
        letGo(share);
      } else {
        batch.add(share);
        positions += share.positions().size();
      }
      Share next = waiting.peek();
      boolean fits = next != null && positions + next.positions().size() <= PositionMessage.MOST;
      share = fits && waiting.remove(next) ? next : null; // a sweep may have been faster
    }
    return batch;
  }

  private void publishOrBury(List<Share> batch) throws InterruptedException {
    try {
      publish(batch);
    } catch (RuntimeException e) {
      LOG.error("positions from MQTT could not be published", e);
      batch.forEach(share -> {
        count(Fate.UNAVAILABLE, share.positions().size());
        share.parcel().complain("IntakeFailure: " + e);
        share.parcel().shareIsDone();
      });
    } finally {
      batch.forEach(this::letGo);
    }
  }

  /// Tries until the region has taken all that it can be given, or this is to end.
  private void publish(List<Share> batch) throws InterruptedException {
    List<One> left = attempt(One.of(batch));
    while (!left.isEmpty()) {
      if (over.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      left = attempt(left.stream().filter(one -> !one.parcel().isOver()).toList());
    }
    batch.forEach(share -> share.parcel().shareIsDone());
  }

  /// @return what is to be tried again
  private List<One> attempt(List<One> all) {
    if (all.isEmpty()) {
      return all;
    }
    Map<Integer, Refusal> refused = publisher.attempt(all.stream().map(One::position).toList());
    count(Fate.ACCEPTED, all.size() - refused.size());
    List<One> again = new ArrayList<>();
    refused.forEach((index, refusal) -> {
      One one = all.get(index);
      if (refusal.isFault()) {
        count(Fate.UNAVAILABLE, 1);
        one.parcel().complain(refusal.reason());
      } else {
        again.add(one);
        tell(refusal.reason());
      }
    });
    if (again.isEmpty() && waits) {
      LOG.info("positions from MQTT go on");
      waits = false;
    }
    return again;
  }

  private void tell(String reason) {
    if (!waits) {
      LOG.warn("positions from MQTT wait: {}", reason);
    }
    waits = true;
  }
}
