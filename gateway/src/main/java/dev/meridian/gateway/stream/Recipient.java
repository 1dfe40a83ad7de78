package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Wire.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client with the frames that wait for it, a bounded queue: whoever reads too slowly is sent
/// away and slows nobody else. Thread-safe.
public final class Recipient {
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final int BEATS = 3;

  private final Wire wire;
  private final StreamBounds bounds;
  private final StreamCounts counts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Frame> queue = new ArrayDeque<>();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private @Nullable Ending ending;

  Recipient(Wire wire, StreamBounds bounds, StreamCounts counts) {
    this.wire = wire;
    this.bounds = bounds;
    this.counts = counts;
  }

  /// Adds a frame; a client with a full queue is sent away instead.
  public void offer(Frame frame) {
    lock.lock();
    try {
      if (ending == null && queue.size() >= bounds.queued()) {
        counts.countDropped(frame, Ending.SLOW);
        end(Ending.SLOW);
      } else if (ending == null) {
        queue.add(frame);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Adds a frame once there is room for it and as much again.
  ///
  /// @return false if the client is gone
  boolean put(Frame frame) throws InterruptedException {
    lock.lock();
    try {
      while (ending == null && queue.size() >= bounds.queued() / 2) {
        changed.await();
      }
      if (ending == null) {
        queue.add(frame);
        changed.signalAll();
      }
      return ending == null;
    } finally {
      lock.unlock();
    }
  }

  /// How many frames it can take now.
  int room() {
    lock.lock();
    try {
      return bounds.queued() - queue.size();
    } finally {
      lock.unlock();
    }
  }

  /// The way to it.
  Wire wire() {
    return wire;
  }

  /// Whether hardly anything waits for it.
  boolean isAtEase() {
    return room() > bounds.queued() / 2;
  }

  /// Ends it; nothing that waits is sent any more. Idempotent.
  public void end(Ending why) {
    lock.lock();
    try {
      if (ending != null) {
        return;
      }
      ending = why;
      counts.countEnd(why);
      queue.forEach(frame -> counts.countDropped(frame, why));
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("stream-end").start(this::cutIfStuck);
  }

  private void cutIfStuck() {
    try {
      if (!over.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        wire.cut();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends what comes until the end, on this thread.
  ///
  /// @param beat called at each heartbeat, to add what there is to say
  void send(Consumer<Recipient> beat) {
    try {
      long next = System.nanoTime() + bounds.heartbeat().toNanos();
      while (!ended()) {
        Frame frame = poll(next - System.nanoTime());
        if (frame != null) {
          write(frame);
        }
        if (System.nanoTime() - next >= 0) {
          next = System.nanoTime() + bounds.heartbeat().toNanos();
          beat(beat);
        }
      }
    } catch (IOException e) {
      end(Ending.GONE);
    } catch (InterruptedException e) {
      end(Ending.STOPPED);
    } finally {
      over.countDown();
      wire.close(ending());
    }
  }

  private void write(Frame frame) throws IOException, InterruptedException {
    try {
      wire.send(frame);
      counts.countSent(frame);
    } catch (IOException e) {
      end(Ending.GONE);
      counts.countDropped(frame, ending());
      throw e;
    }
  }

  private void beat(Consumer<Recipient> beat) throws IOException, InterruptedException {
    if (wire.silence().compareTo(bounds.heartbeat().multipliedBy(BEATS)) > 0) {
      wire.cut();
      end(Ending.GONE);
    } else {
      wire.beat();
      beat.accept(this);
    }
  }

  private @Nullable Frame poll(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (ending == null && queue.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      Frame frame = queue.poll();
      changed.signalAll();
      return frame;
    } finally {
      lock.unlock();
    }
  }

  /// Adds a subscription.
  ///
  /// @return why not, null if it is added
  @Nullable String add(Subscription subscription) {
    lock.lock();
    try {
      if (ending != null) {
        return "stream: at its end (expected: a new one)";
      }
      if (subscriptions.containsKey(subscription.id())) {
        return "id: " + subscription.id() + " (expected: one that is not in use)";
      }
      if (subscriptions.size() >= StreamBounds.SUBSCRIPTIONS) {
        return "subscriptions: one more (expected: at most " + StreamBounds.SUBSCRIPTIONS + ")";
      }
      subscriptions.put(subscription.id(), subscription);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Removes a subscription; null if there is none of that name.
  @Nullable Subscription remove(String id) {
    lock.lock();
    try {
      Subscription removed = subscriptions.remove(id);
      if (removed != null) {
        removed.end();
      }
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /// All its subscriptions.
  List<Subscription> subscriptions() {
    lock.lock();
    try {
      return List.copyOf(subscriptions.values());
    } finally {
      lock.unlock();
    }
  }

  private boolean ended() {
    lock.lock();
    try {
      return ending != null;
    } finally {
      lock.unlock();
    }
  }

  private Ending ending() {
    lock.lock();
    try {
      return ending == null ? Ending.GONE : ending;
    } finally {
      lock.unlock();
    }
  }
}
