package dev.meridian.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settles the deliveries of one channel, in batches: one virtual thread owns the bookkeeping and
/// all writes, everybody else only leaves a note. It writes a few milliseconds after the first
/// note, or at once when half of the prefetch waits, so that no consumer starves.
///
/// - S1. An acknowledgement of many covers all lower tags; so it is sent only up to the tag below
///   the first unsettled one, and after the single refusals of the same batch.
/// - S2. Tags count from 1 without holes; `lastDelivered` is raised before a delivery is handed
///   out, so a note is never ahead of it.
/// - S3. Orphans are the unsettled deliveries of ended subscriptions: all up to the last tag that
///   was handed out when the last subscription ended. They are counted with every write.
/// - S4. When the channel is gone, notes are dropped: the broker delivers again.
final class Settlements {
  private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);
  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  /// What is to become of a delivery.
  enum Verdict {
    /// Done with.
    ACK,
    /// Back to the queue.
    REQUEUE,
    /// Back to the queue, as a failure: RabbitMQ 4.3 counts only these towards the delivery limit.
    REJECT
  }

  private record Note(long tag, Verdict verdict) {}

  private record Orphans(long upTo, int count) {}

  private final Channel channel;
  private final Runnable fewerOrphans;
  private final Thread writer;
  private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile int enough = 1;
  private volatile long lastDelivered;
  private volatile long lastOrphan;
  private volatile Orphans orphans = new Orphans(0, 0);
  private volatile boolean ending;
  private volatile boolean finishing;

  // Confined to the writer.
  private final LinkedHashSet<Long> unsettled = new LinkedHashSet<>();
  private long lastSeen;

  Settlements(Channel channel, String name, Runnable fewerOrphans) {
    this.channel = channel;
    this.fewerOrphans = fewerOrphans;
    this.writer = Thread.ofVirtual().name("rabbit-settle-" + name).unstarted(this::run);
  }

  void start() {
    channel.addShutdownListener(_ -> LockSupport.unpark(writer));
    writer.start();
  }

  /// Adapts to another prefetch.
  void prefetch(int limit) {
    enough = Math.max(1, limit / 2);
  }

  /// A delivery is about to be handed out.
  void delivered(long tag) {
    lastDelivered = tag;
  }

  /// Leaves a note. Never blocks.
  void settle(long tag, Verdict verdict) {
    if (channel.isOpen()) {
      notes.add(new Note(tag, verdict));
      int count = waiting.incrementAndGet();
      if (count == 1 || count == enough) {
        LockSupport.unpark(writer);
      }
    }
  }

  /// A subscription ended; what is unsettled now has none any more. Called between deliveries.
  void orphan() {
    lastOrphan = lastDelivered;
    LockSupport.unpark(writer);
  }

  /// How many are unsettled whose subscription ended; -1 while they are being counted.
  int orphans() {
    Orphans counted = orphans;
    return counted.upTo == lastOrphan ? counted.count : -1;
  }

  /// No more deliveries will come; once all are settled the channel closes.
  void end() {
    ending = true;
    LockSupport.unpark(writer);
  }

  /// Writes what is noted and closes the channel, which hands back the rest.
  void finish(Duration wait) {
    finishing = true;
    end();
    try {
      writer.join(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (channel.isOpen()) {
        awaitNotes();
        write();
        if (isDone()) {
          channel.abort();
        }
      }
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("settlements dropped: {}", Faults.text(e));
    }
  }

  private boolean isDone() {
    return finishing || (ending && unsettled.isEmpty() && lastSeen == lastDelivered);
  }

  private void awaitNotes() {
    while (waiting.get() == 0 && orphans() >= 0 && channel.isOpen() && !isDone()) {
      LockSupport.park(this);
    }
    long started = System.nanoTime();
    long left = PAUSE_NANOS;
    while (waiting.get() < enough && left > 0 && !finishing) {
      LockSupport.parkNanos(this, left);
      left = PAUSE_NANOS - (System.nanoTime() - started);
    }
  }

  private void write() throws IOException {
    long upTo = lastOrphan; // before lastDelivered is read
    List<Note> taken = take();
    for (Note note : taken) {
      unsettled.remove(note.tag);
      if (note.verdict == Verdict.REQUEUE) {
        channel.basicNack(note.tag, false, true);
      } else if (note.verdict == Verdict.REJECT) {
        channel.basicReject(note.tag, true);
      }
    }
    acknowledge(taken);
    countOrphans(upTo);
  }

  private void countOrphans(long upTo) {
    int count = 0;
    for (long tag : unsettled) {
      if (tag > upTo) {
        break;
      }
      count++;
    }
    Orphans counted = new Orphans(upTo, count);
    if (!counted.equals(orphans)) {
      orphans = counted;
      fewerOrphans.run();
    }
  }

  private void acknowledge(List<Note> taken) throws IOException {
    long firstUnsettled = unsettled.isEmpty() ? Long.MAX_VALUE : unsettled.getFirst();
    long upTo = 0;
    for (Note note : taken) {
      if (note.verdict == Verdict.ACK && note.tag < firstUnsettled) {
        upTo = Math.max(upTo, note.tag);
      } else if (note.verdict == Verdict.ACK) {
        channel.basicAck(note.tag, false);
      }
    }
    if (upTo > 0) {
      channel.basicAck(upTo, true);
    }
  }

  private List<Note> take() {
    List<Note> taken = new ArrayList<>();
    for (Note note = notes.poll(); note != null; note = notes.poll()) {
      taken.add(note);
    }
    waiting.addAndGet(-taken.size());
    long last = lastDelivered;
    while (lastSeen < last) {
      unsettled.add(++lastSeen);
    }
    return taken;
  }
}
