package dev.meridian.redis;

import dev.meridian.result.StoreException;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads again, every few seconds and after each reconnection, the results of all tasks that are
/// waited for, one batch at a time, so that a lost wake-up costs latency only (I6).
final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final Tasks tasks;
  private final Subscriber subscriber;
  private final Duration interval;
  private final int batch;
  private final Semaphore wishes = new Semaphore(0);
  private final Thread thread;

  Sweeper(Tasks tasks, Subscriber subscriber, Duration interval, int batch) {
    this.tasks = tasks;
    this.subscriber = subscriber;
    this.interval = interval;
    this.batch = batch;
    this.thread = Thread.ofPlatform().daemon().name("redis-sweep").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Asks for a sweep soon.
  void wish() {
    wishes.release();
  }

  private void run() {
    try {
      while (true) {
        if (wishes.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
          wishes.drainPermits();
        }
        sweep();
      }
    } catch (InterruptedException e) {
      LOG.debug("woken to close");
    }
  }

  private void sweep() {
    List<TaskId> open =
        subscriber.channels().stream()
            .filter(channel -> channel.startsWith(Keys.META))
            .map(Keys::taskOf)
            .toList();
    try {
      for (int from = 0; from < open.size(); from += batch) {
        tasks
            .documents(open.subList(from, Math.min(open.size(), from + batch)))
            .forEach((task, document) -> subscriber.deliver(Keys.document(task), document));
      }
    } catch (StoreException e) {
      LOG.debug("sweep of {} tasks interrupted: {}", open.size(), e.getMessage());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
