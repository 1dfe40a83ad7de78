package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Frame.Positions;
import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes positions on to those who want to see them, at best effort: of each object the last one,
/// a few times a second, as fast as the client takes them. It listens while somebody wants any, and
/// a little longer. Thread-safe.
final class PositionRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PositionRelay.class);

  /// The most objects that wait for one client; others wait for their next position.
  private static final int MOST = 10_000;

  /// The most objects of one frame.
  private static final int SHARE = 1_000;

  private final PositionFeed feed;
  private final Duration pause;
  private final Duration linger;
  private final CountDownLatch closed = new CountDownLatch(1);
  // Taken before the other one, as listening may wait for the store.
  private final ReentrantLock ears = new ReentrantLock();
  private @Nullable AutoCloseable listening; // guarded by ears
  private final ReentrantLock lock = new ReentrantLock();
  private final Subscriptions<Subscription> index =
      new Subscriptions<>(subscription -> subscription.filter().ofPositions());
  private final Map<Recipient, Waiting> waiting = new HashMap<>();
  private final Set<Subscription> wanting = new HashSet<>();
  private long idle; // since when nobody wants any
  private boolean started;

  /// What waits for one client.
  private static final class Waiting {
    private final LinkedHashMap<String, Position> last = new LinkedHashMap<>();
    private int due;

    void keep(Position position) {
      if (last.size() < MOST || last.containsKey(position.object())) {
        last.merge(
            position.object(),
            position,
            (known, heard) -> heard.time().isBefore(known.time()) ? known : heard);
      }
    }

    /// Offers what is due, a frame of it.
    void offer(Recipient recipient) {
      List<Position> first = last.values().stream().limit(Math.min(due, SHARE)).toList();
      if (!first.isEmpty() && recipient.offerPositions(new Positions(first))) {
        due -= first.size();
        first.forEach(position -> last.remove(position.object()));
      }
    }
  }

  /// A relay that sends so many times a second. It listens once somebody wants positions.
  ///
  /// @param linger for how long it listens on when nobody does; who moves a map wants others at
  ///   once
  PositionRelay(PositionFeed feed, int frames, Duration linger) {
    this.feed = feed;
    this.linger = linger;
    this.pause = Duration.ofSeconds(1).dividedBy(frames);
  }

  void add(Subscription subscription) {
    lock.lock();
    try {
      if (subscription.ended() || closed.getCount() == 0) {
        return;
      }
      index.add(subscription);
      wanting.add(subscription);
    } finally {
      lock.unlock();
    }
    listen();
  }

  private void listen() {
    ears.lock();
    try {
      if (listening == null && closed.getCount() > 0) {
        listening = feed.listen(this::hear);
      }
      if (!started) {
        started = true;
        Thread.ofVirtual().name("positions").start(this::send);
      }
    } finally {
      ears.unlock();
    }
  }

  /// Ends a subscription, which need not be one of positions. What waits for the client goes with
  /// its last one of these.
  void remove(Subscription subscription) {
    lock.lock();
    try {
      if (wanting.remove(subscription)) {
        index.remove(subscription);
        idle = System.nanoTime();
        if (subscription.recipient().subscriptions().stream().noneMatch(wanting::contains)) {
          waiting.remove(subscription.recipient());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void hear(List<Position> positions) {
    lock.lock();
    try {
      for (Position position : positions) {
        for (Subscription one : index.find(Happening.of(position))) {
          waiting.computeIfAbsent(one.recipient(), _ -> new Waiting()).keep(position);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    try {
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          sendOnce();
          stopListening(this::isIdle);
        } catch (RuntimeException e) {
          LOG.error("positions cannot be passed on, will go on", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendOnce() {
    lock.lock();
    try {
      waiting.values().removeIf(those -> those.last.isEmpty());
      waiting.forEach((recipient, those) -> {
        those.due = those.last.size();
        those.offer(recipient);
      });
    } finally {
      lock.unlock();
    }
  }

  /// Goes on with what is due to a client that has taken a frame.
  void goOn(Recipient recipient) {
    lock.lock();
    try {
      Waiting those = waiting.get(recipient);
      if (those != null) {
        those.offer(recipient);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isIdle() {
    lock.lock();
    try {
      return wanting.isEmpty() && System.nanoTime() - idle > linger.toNanos();
    } finally {
      lock.unlock();
    }
  }

  private void stopListening(BooleanSupplier condition) {
    ears.lock();
    try {
      AutoCloseable those = listening;
      if (those != null && condition.getAsBoolean()) {
        listening = null;
        those.close();
      }
    } catch (Exception e) {
      LOG.warn("the feed of positions did not end: {}", e.getMessage());
    } finally {
      ears.unlock();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    stopListening(() -> true);
  }
}
