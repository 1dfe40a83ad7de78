package dev.meridian.track;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands what comes to a listener, in order and on a thread of its own, so that whoever speaks does
/// not wait for it. What it is too slow for is bounded: the oldest goes. Thread-safe.
///
/// @param <T> what comes
public final class Ear<T> implements AutoCloseable {
  /// The most bytes that wait, about; the newest waits whatever its size.
  public static final int MOST_BYTES = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Ear.class);

  private final ToIntFunction<T> size;
  private final Consumer<T> listener;
  private final ArrayDeque<T> waiting = new ArrayDeque<>(); // guarded by this, like the next two
  private long bytes;
  private boolean closed;

  /// An ear that listens.
  ///
  /// @param thread its name
  /// @param size about how many bytes one of them takes, always the same of the same
  public Ear(String thread, ToIntFunction<T> size, Consumer<T> listener) {
    this.size = size;
    this.listener = listener;
    Thread.ofVirtual().name(thread).start(this::listen);
  }

  /// Takes what comes. Does not block.
  public synchronized void hear(T what) {
    if (closed) {
      return;
    }
    waiting.add(what);
    bytes += size.applyAsInt(what);
    while (bytes > MOST_BYTES && waiting.size() > 1) {
      bytes -= size.applyAsInt(waiting.remove());
    }
    notifyAll();
  }

  private synchronized @Nullable T next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    T next = waiting.poll();
    bytes -= next == null ? 0 : size.applyAsInt(next);
    return next;
  }

  private void listen() {
    try {
      for (T next = next(); next != null; next = next()) {
        tell(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(T what) {
    try {
      listener.accept(what);
    } catch (RuntimeException | Error e) { // an error would leave all that follows unheard
      LOG.warn("a listener failed", e);
    }
  }

  /// Ends it; what waits is dropped. Idempotent.
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    bytes = 0;
    notifyAll();
  }
}
