package dev.meridian.memory;

import dev.meridian.control.ControlBus.Hearing;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Items for one taker, who gets them one after another on a thread of its own. Compared by
/// identity. Thread-safe.
///
/// @param <T> what is taken
final class MemoryMailbox<T> implements Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryMailbox.class);

  private final BlockingQueue<T> items;
  private final Thread thread;
  private volatile boolean open = true;

  MemoryMailbox(String name, int most, Consumer<T> taker) {
    this.items = new ArrayBlockingQueue<>(most);
    this.thread = Thread.ofVirtual().name(name).start(() -> serve(taker));
  }

  /// Adds one.
  ///
  /// @return whether there was room
  boolean offer(T item) {
    return open && items.offer(item);
  }

  private void serve(Consumer<T> taker) {
    while (open) {
      try {
        taker.accept(items.take());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("{}: the listener failed", thread.getName(), e);
      }
    }
  }

  @Override
  public boolean isListening() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    thread.interrupt();
  }
}
