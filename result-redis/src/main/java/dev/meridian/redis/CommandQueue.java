package dev.meridian.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Commands that wait to be sent: bounded by their number and by their bytes (I5). A single command
/// of more bytes than that is taken if no other waits. Thread-safe.
final class CommandQueue {
  private final BlockingQueue<Reply> queue;
  private final AtomicLong bytes = new AtomicLong();
  private final long maxBytes;

  CommandQueue(int maxCommands, long maxBytes) {
    this.queue = new ArrayBlockingQueue<>(maxCommands);
    this.maxBytes = maxBytes;
  }

  /// Adds a command unless there are too many.
  boolean offer(Reply reply) {
    long now = bytes.addAndGet(reply.bytes());
    boolean fits = now <= maxBytes || now == reply.bytes();
    if (fits && queue.offer(reply)) {
      return true;
    }
    bytes.addAndGet(-reply.bytes());
    return false;
  }

  /// Takes what is there, at most so many; waits for the first. None if none came in time.
  List<Reply> take(int most, Duration patience) throws InterruptedException {
    List<Reply> taken = new ArrayList<>();
    Reply first = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      queue.drainTo(taken, most - 1);
    }
    return left(taken);
  }

  /// Takes all.
  List<Reply> takeAll() {
    List<Reply> taken = new ArrayList<>();
    queue.drainTo(taken);
    return left(taken);
  }

  /// Drops those nobody waits for any more.
  void dropAbandoned() {
    queue.removeIf(reply -> {
      boolean abandoned = reply.isAbandoned();
      if (abandoned) {
        bytes.addAndGet(-reply.bytes());
      }
      return abandoned;
    });
  }

  private List<Reply> left(List<Reply> taken) {
    taken.forEach(reply -> bytes.addAndGet(-reply.bytes()));
    return taken;
  }
}
