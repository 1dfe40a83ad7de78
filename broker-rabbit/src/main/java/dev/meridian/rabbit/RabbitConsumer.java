package dev.meridian.rabbit;

import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.InvalidValueException;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.DeliveryListener;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A subscription that outlives its channels.
final class RabbitConsumer implements Consumer {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitConsumer.class);
  private static final int MOST = 2_000;

  private final QueueName queue;
  private final DeliveryListener listener;
  private final Subscriptions home;
  private final ReentrantLock tending = new ReentrantLock();
  private volatile int prefetch;
  private volatile boolean closed;
  private volatile @Nullable ConsumeChannel channel;
  private @Nullable String trouble; // guarded by tending

  RabbitConsumer(QueueName queue, int prefetch, DeliveryListener listener, Subscriptions home) {
    this.queue = queue;
    this.prefetch = check(prefetch);
    this.listener = listener;
    this.home = home;
  }

  @Override
  public QueueName queue() {
    return queue;
  }

  @Override
  public void prefetch(int limit) {
    prefetch = check(limit);
    home.tend(this);
  }

  @Override
  public boolean isConsuming() {
    ConsumeChannel open = channel;
    return open != null && open.isConsuming();
  }

  @Override
  public void close() {
    closed = true;
    tending.lock();
    try {
      if (channel != null) {
        channel.end();
      }
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("{}: already gone: {}", queue, Faults.text(e));
    } finally {
      tending.unlock();
    }
  }

  /// Whether it is closed and all its deliveries are settled.
  boolean isGone() {
    ConsumeChannel open = channel;
    return closed && (open == null || !open.isOpen());
  }

  /// Subscribes if that is needed. A failure is reported once and tried again with the next call.
  void tend(Line line) {
    tending.lock();
    try {
      if (!closed) {
        subscribe(line);
        trouble = null;
      }
    } catch (IOException | ShutdownSignalException e) {
      report(Faults.text(e));
      abandonChannel();
    } finally {
      tending.unlock();
    }
  }

  /// Writes what is settled and closes the channel.
  void finish(Duration wait) {
    ConsumeChannel open = channel;
    if (open != null) {
      open.finish(wait);
    }
  }

  private void subscribe(Line line) throws IOException {
    ConsumeChannel open = channel;
    if (open == null || !open.isOpen()) {
      open = home.open(line, queue, listener);
      channel = open;
    }
    open.consume(prefetch);
  }

  // Usually closed by now; after a missing answer nobody knows what it consumes.
  private void abandonChannel() {
    ConsumeChannel open = channel;
    if (open != null) {
      open.finish(Duration.ZERO);
    }
  }

  private void report(String why) {
    if (!why.equals(trouble)) {
      LOG.warn("{}: cannot consume, will keep trying: {}", queue, why);
    }
    trouble = why;
  }

  private static int check(int prefetch) {
    if (prefetch < 1 || prefetch > MOST) {
      throw new InvalidValueException("prefetch", prefetch, "1 to " + MOST);
    }
    return prefetch;
  }
}
