package dev.meridian.scheduler;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Runs work on virtual threads, so many at a time. Never interrupts them: an interrupted thread
/// would close the file of an embedded database. Thread-safe.
final class Hands implements Executor {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("schedule-", 0).factory());
  private final Semaphore free;
  private volatile Runnable after = () -> {};

  Hands(int atATime) {
    this.free = new Semaphore(atATime);
  }

  /// What to do after each piece of work.
  void afterwards(Runnable then) {
    this.after = then;
  }

  @Override
  public void execute(Runnable work) {
    try {
      threads.execute(() -> run(work));
    } catch (RejectedExecutionException e) {
      // It stops. Others take up what was claimed.
    }
  }

  private void run(Runnable work) {
    free.acquireUninterruptibly();
    try {
      work.run();
    } finally {
      free.release();
      after.run();
    }
  }

  /// Takes no more work and waits for what is in hand, at most so long.
  void close(long seconds) {
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
