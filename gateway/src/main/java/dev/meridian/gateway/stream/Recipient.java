package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Wire.Ending;
import java.io.IOException;
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
  private final Wire wire;
  private final StreamBounds bounds;
  private final StreamCounts counts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FrameQueue queue;
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private @Nullable Ending ending;
  private boolean catchingUp;
  private volatile long writing; // since when, of the clock of elapsed time; 0 for not at all

  Recipient(Wire wire, StreamBounds bounds, StreamCounts counts) {
    this.wire = wire;
    this.bounds = bounds;
    this.queue = new FrameQueue(bounds.queued());
    this.counts = counts;
  }

  /// Adds a frame; a client with a full queue is sent away instead.
  public void offer(Frame frame) {
    lock.lock();
    try {
      if (ending == null && !queue.hasRoom(1, frame.size())) {
        counts.countDropped(frame, Ending.SLOW);
        end(Ending.SLOW);
      } else if (ending == null) {
        add(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Adds all frames, or none if there is no room for all.
  boolean offerIfRoom(List<Frame> frames) {
    long bytes = frames.stream().mapToLong(Frame::size).sum();
    lock.lock();
    try {
      boolean room = frames.isEmpty() || queue.hasRoom(frames.size(), bytes);
      if (room && ending == null) {
        frames.forEach(this::add);
      }
      return room;
    } finally {
      lock.unlock();
    }
  }

  /// Adds positions unless others wait already: one frame of them waits at most, beside the others.
  boolean offerPositions(Frame.Positions frame) {
    lock.lock();
    try {
      boolean taken = ending == null && queue.addPositions(frame);
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// Adds a frame for a subscription once there is room for as much again. Without effect if the
  /// client is gone or the subscription has ended.
  void put(Subscription subscription, Frame frame) throws InterruptedException {
    lock.lock();
    try {
      while (isServed(subscription) && !queue.isHalfEmpty()) {
        changed.await();
      }
      if (isServed(subscription)) {
        add(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is room and none of its other subscriptions catches up.
  ///
  /// @return whether [#endTurn] has to follow; false if the client is gone or the subscription has
  ///   ended
  boolean awaitTurn(Subscription subscription) throws InterruptedException {
    lock.lock();
    try {
      while (isServed(subscription) && (catchingUp || !queue.isHalfEmpty())) {
        changed.await();
      }
      boolean turn = isServed(subscription);
      catchingUp |= turn;
      return turn;
    } finally {
      lock.unlock();
    }
  }

  /// The way to it.
  Wire wire() {
    return wire;
  }

  void endTurn() {
    lock.lock();
    try {
      catchingUp = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Has those who wait look again.
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isServed(Subscription subscription) {
    return ending == null && !subscription.ended();
  }

  private void add(Frame frame) {
    queue.add(frame);
    changed.signalAll();
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
      queue.clear(frame -> counts.countDropped(frame, why));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("stream-end").start(this::cutIfStuck);
  }

  private void cutIfStuck() {
    try {
      if (!over.await(bounds.lastWords().toMillis(), TimeUnit.MILLISECONDS)) {
        wire.cut();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends what comes until the end, on this thread.
  ///
  /// @param beat called at each heartbeat, to add what there is to say
  /// @param positionsSent called when positions are sent, to add more of them
  void send(Consumer<Recipient> beat, Consumer<Recipient> positionsSent) {
    try {
      long next = System.nanoTime() + bounds.heartbeat().toNanos();
      while (!ended()) {
        Frame frame = poll(next - System.nanoTime());
        if (frame != null) {
          write(frame);
        }
        if (frame instanceof Frame.Positions) {
          positionsSent.accept(this);
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
      timed(() -> wire.send(frame));
      counts.countSent(frame);
    } catch (IOException e) {
      end(Ending.GONE);
      counts.countDropped(frame, ending());
      throw e;
    }
  }

  private void beat(Consumer<Recipient> beat) throws IOException, InterruptedException {
    if (wire.silence().compareTo(bounds.patience()) > 0) {
      wire.cut();
      end(Ending.GONE);
    } else {
      timed(wire::beat);
      beat.accept(this);
    }
  }

  /// What may block as long as the client does not read.
  private interface Write {
    void write() throws IOException, InterruptedException;
  }

  private void timed(Write what) throws IOException, InterruptedException {
    writing = System.nanoTime() | 1;
    try {
      what.write();
    } finally {
      writing = 0;
    }
  }

  /// Cuts the wire if the client has not taken a frame for longer than there is patience.
  void cutIfStalled() {
    long since = writing;
    if (since != 0 && System.nanoTime() - since > bounds.patience().toNanos()) {
      end(Ending.SLOW);
      wire.cut();
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
