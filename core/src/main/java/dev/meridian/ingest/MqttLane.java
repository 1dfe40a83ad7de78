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
/// that, while other lanes go on. Bounded by what the intake takes. [#add] is thread-safe.
final class MqttLane {
  private static final Logger LOG = LoggerFactory.getLogger(MqttLane.class);
  private static final long LOOK_MILLIS = 100;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final PositionPublisher publisher;
  private final CountDownLatch over;
  private final BlockingQueue<Share> waiting = new LinkedBlockingQueue<>(); // by prefetch
  private final Thread thread;

  /// Starts to publish.
  ///
  /// @param over ends it, when the publishing under way is done
  MqttLane(String region, PositionPublisher publisher, CountDownLatch over) {
    this.publisher = publisher;
    this.over = over;
    this.thread = Thread.ofVirtual().name("mqtt-positions-" + region).start(this::run);
  }

  void add(Share share) {
    publisher.counts().hold(share.positions().size());
    waiting.add(share);
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
    }
    waiting.forEach(this::letGo);
  }

  private void letGo(Share share) {
    publisher.counts().hold(-share.positions().size());
  }

  private void count(Share share, Fate fate) {
    publisher.counts().count(Way.MQTT, fate, share.positions().size());
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
      share = fits ? waiting.poll() : null;
    }
    return batch;
  }

  private void publishOrBury(List<Share> batch) throws InterruptedException {
    try {
      publish(batch);
    } catch (RuntimeException e) {
      LOG.error("positions from MQTT could not be published", e);
      batch.forEach(share -> bury(share, "IntakeFailure: " + e));
    }
  }

  /// Tries until the region has taken all, or this is to end.
  private void publish(List<Share> batch) throws InterruptedException {
    List<Position> left = batch.stream().flatMap(share -> share.positions().stream()).toList();
    boolean waits = false;
    while (!left.isEmpty()) {
      Map<Integer, Refusal> refused = publisher.attempt(left);
      if (refused.values().stream().anyMatch(Refusal::isFault)) {
        publishSingly(batch, refused.values().iterator().next());
        return;
      }
      left = refused.keySet().stream().map(left::get).toList();
      if (!left.isEmpty()) {
        if (!waits) {
          LOG.warn("positions from MQTT wait: {}", refused.values().iterator().next().reason());
        }
        waits = true;
        if (over.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
          batch.forEach(this::letGo);
          return;
        }
      }
    }
    if (waits) {
      LOG.info("positions from MQTT go on");
    }
    for (Share share : batch) {
      letGo(share);
      count(share, Fate.ACCEPTED);
      share.parcel().shareIsSafe();
    }
  }

  /// Finds out which message it was, and buries that.
  private void publishSingly(List<Share> batch, Refusal refusal) throws InterruptedException {
    if (batch.size() == 1) {
      bury(batch.getFirst(), refusal.reason());
      return;
    }
    for (Share share : batch) {
      publishOrBury(List.of(share));
    }
  }

  private void bury(Share share, String reason) {
    letGo(share);
    count(share, Fate.UNAVAILABLE);
    share.parcel().bury(reason);
  }
}
