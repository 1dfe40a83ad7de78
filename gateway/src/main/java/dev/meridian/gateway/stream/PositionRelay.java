package dev.meridian.gateway.stream;

import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes positions on to those who want to see them, at best effort: of each object the last one,
/// a few times a second, and nothing to clients whose queue fills up. Thread-safe.
final class PositionRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionRelay.class);

  /// The most objects that wait for one client; others wait for their next position.
  private static final int MOST = 10_000;

  /// The most objects of one frame.
  private static final int SHARE = 1_000;

  private final PositionFeed feed;
  private final Duration pause;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Subscriptions<Subscription> index =
      new Subscriptions<>(subscription -> subscription.filter().ofPositions());
  private final Map<Recipient, Map<String, Position>> waiting = new HashMap<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable AutoCloseable listening;

  /// A relay that sends so many frames a second. It listens once somebody wants positions.
  PositionRelay(PositionFeed feed, int frames) {
    this.feed = feed;
    this.pause = Duration.ofSeconds(1).dividedBy(frames);
  }

  void add(Subscription subscription) {
    lock.lock();
    try {
      if (subscription.ended()) {
        return;
      }
      index.add(subscription);
    } finally {
      lock.unlock();
    }
    if (!started.getAndSet(true)) {
      listening = feed.listen(this::hear);
      Thread.ofVirtual().name("positions").start(this::send);
    }
  }

  void remove(Subscription subscription) {
    lock.lock();
    try {
      index.remove(subscription);
      waiting.remove(subscription.recipient());
    } finally {
      lock.unlock();
    }
  }

  private void hear(List<Position> positions) {
    lock.lock();
    try {
      for (Position position : positions) {
        for (Subscription one : index.find(Happening.of(position))) {
          keep(waiting.computeIfAbsent(one.recipient(), _ -> new LinkedHashMap<>()), position);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static void keep(Map<String, Position> last, Position position) {
    if (last.size() < MOST || last.containsKey(position.object())) {
      last.merge(
          position.object(),
          position,
          (known, heard) -> heard.time().isBefore(known.time()) ? known : heard);
    }
  }

  private void send() {
    try {
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        sendOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendOnce() {
    lock.lock();
    try {
      waiting
          .entrySet()
          .removeIf(entry -> {
            boolean takes = entry.getKey().isAtEase();
            if (takes) {
              offer(entry.getKey(), List.copyOf(entry.getValue().values()));
            }
            return takes;
          });
    } finally {
      lock.unlock();
    }
  }

  private static void offer(Recipient recipient, List<Position> positions) {
    for (int from = 0; from < positions.size(); from += SHARE) {
      int to = Math.min(from + SHARE, positions.size());
      recipient.offer(new Frame.Positions(positions.subList(from, to)));
    }
  }

  @Override
  public void close() {
    closed.countDown();
    AutoCloseable ears = listening;
    try {
      if (ears != null) {
        ears.close();
      }
    } catch (Exception e) {
      LOG.warn("the feed of positions did not end: {}", e.getMessage());
    }
  }
}
