package dev.meridian.rabbit;

import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One supervised connection: dials, lets its tenant settle in, watches, and dials again with
/// growing, jittered pauses until closed. The tenant is called again on every tick, so that what
/// broke on a living connection (a channel, a consumer) comes back the same way. Thread-safe.
final class Link implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final int SLOWEST = 8;

  /// Who uses the connection.
  @FunctionalInterface
  interface Tenant {
    /// Makes exist on this connection what should exist on it. Idempotent, called by one thread.
    ///
    /// @throws IOException if the connection is of no use; it is given up then
    void tend(Line line) throws IOException;
  }

  private final String purpose;
  private final Dialer dialer;
  private final Tenant tenant;
  private final Duration tick;
  private final Backoff backoff;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Thread supervisor;

  // Held for field access and waiting only, never for I/O.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;
  private volatile boolean closed;
  private volatile @Nullable Line line;
  private volatile String trouble = "not connected yet";
  private int failures; // since the last good connection; confined to the supervisor

  Link(String purpose, RabbitConfig config, Tenant tenant) {
    this.purpose = purpose;
    this.dialer = new Dialer(config);
    this.tenant = tenant;
    this.tick = config.timeouts().recovery();
    this.backoff = Backoff.exponential(tick, tick.multipliedBy(SLOWEST)).withJitter(0.5);
    this.supervisor = Thread.ofVirtual().name("rabbit-link-" + purpose).unstarted(this::supervise);
  }

  /// Begins to dial in the background.
  void start() {
    supervisor.start();
  }

  /// The connection, once its tenant has settled in.
  ///
  /// @throws BrokerException of kind `DOWN`
  Line line() {
    Line current = line;
    if (current == null || !current.isOpen()) {
      throw new BrokerException(Kind.DOWN, "broker is down: " + trouble, null);
    }
    return current;
  }

  /// The connection if there is one.
  @Nullable Line lineOrNull() {
    Line current = line;
    return current != null && current.isOpen() ? current : null;
  }

  /// Waits until there is a connection with its tenant settled in.
  boolean awaitUp(Duration wait) {
    return await(() -> lineOrNull() != null || closed, wait) && !closed;
  }

  /// Has the tenant called soon.
  void wake() {
    change(() -> woken = true);
  }

  /// Hangs up and stops. Bounded; idempotent.
  @Override
  public void close() {
    change(() -> closed = true);
    try {
      if (!supervisor.join(GOODBYE.plus(GOODBYE))) {
        supervisor.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void supervise() {
    while (!closed) {
      try {
        serve(dialer.dial(purpose));
      } catch (IOException | TimeoutException | RuntimeException e) {
        report(e);
      }
      failures++;
      await(() -> closed, backoff.after(failures, random));
    }
  }

  private void serve(Line open) throws IOException {
    try {
      open.connection().addShutdownListener(this::lost);
      tenant.tend(open);
      change(() -> line = open);
      failures = 0;
      trouble = "connection lost";
      LOG.info("{}: connected", purpose);
      while (open.isOpen() && !closed) {
        await(() -> woken || closed || !open.isOpen(), tick);
        woken = false;
        if (open.isOpen() && !closed) {
          tenant.tend(open);
        }
      }
    } finally {
      change(() -> line = null);
      open.hangUp(GOODBYE);
    }
  }

  private void lost(ShutdownSignalException cause) {
    if (!cause.isInitiatedByApplication()) {
      trouble = Faults.text(cause);
      LOG.warn("{}: connection lost: {}", purpose, trouble);
    }
    wake();
  }

  /// Says it once: what failed before for the same reason is not worth a warning.
  private void report(Exception failure) {
    String why = Faults.text(failure);
    if (why.equals(trouble)) {
      LOG.debug("{}: failed again", purpose, failure);
    } else {
      LOG.warn("{}: no connection, will keep trying: {}", purpose, why);
    }
    trouble = why;
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean await(BooleanSupplier condition, Duration wait) {
    long nanos = wait.toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return condition.getAsBoolean();
  }
}
