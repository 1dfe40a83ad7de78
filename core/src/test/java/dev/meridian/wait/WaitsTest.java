package dev.meridian.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void waitEndsInTimeAndNotBefore() throws Exception {
    for (int millis : new int[] {0, 1, 15, 25, 60, 1_200}) {
      Duration wait = Duration.ofMillis(millis);
      long began = System.nanoTime();
      assertThat(onVirtualThread(() -> new Countdown(1).await(wait))).isFalse();
      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(wait.toNanos());
    }
  }

  @Test
  void shortWaitIsNotHeldUpByALongOneBeforeIt() throws Exception {
    Inbox<String> inbox = new Inbox<>();
    Thread longWait = Thread.ofVirtual().start(() -> quietly(() -> inbox.poll(LONG)));
    Await.until("it waits", () -> WakeUpCalls.waiting() > 0);
    long began = System.nanoTime();
    assertThat(onVirtualThread(() -> new Countdown(1).await(Duration.ofMillis(30)))).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    inbox.add("end");
    longWait.join();
  }

  @Test
  void everyCountWakesItsOwner() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      assertThat(
              onVirtualThread(() -> {
                Countdown countdown = new Countdown(3);
                for (int n = 0; n < 3; n++) {
                  Thread.ofVirtual().start(countdown::count);
                }
                return countdown.await(LONG);
              }))
          .isTrue();
    }
    Await.until("nobody waits any more", () -> WakeUpCalls.waiting() == 0);
  }

  @Test
  void everythingPutInComesOutInTheOrderOfItsSender() throws Exception {
    Inbox<int[]> inbox = new Inbox<>();
    int senders = 4;
    int each = 5_000;
    List<List<Integer>> seen =
        onVirtualThread(() -> {
          for (int s = 0; s < senders; s++) {
            int sender = s;
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < each; i++) {
                    inbox.add(new int[] {sender, i});
                  }
                });
          }
          List<List<Integer>> bySender = new ArrayList<>();
          for (int s = 0; s < senders; s++) {
            bySender.add(new ArrayList<>());
          }
          for (int i = 0; i < senders * each; i++) {
            int[] item = Objects.requireNonNull(inbox.poll(LONG));
            bySender.get(item[0]).add(item[1]);
          }
          return bySender;
        });
    for (List<Integer> ofOne : seen) {
      assertThat(ofOne).hasSize(each).isSorted();
    }
  }

  @Test
  void interruptEndsAWait() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(2);
    Inbox<String> inbox = new Inbox<>();
    List<Thread> threads =
        List.of(
            Thread.ofVirtual().start(() -> interrupted(interrupted, () -> inbox.poll(LONG))),
            Thread.ofVirtual()
                .start(() -> interrupted(interrupted, () -> new Countdown(1).await(LONG))));
    Await.until("both wait", () -> WakeUpCalls.waiting() >= 2);
    threads.forEach(Thread::interrupt);
    interrupted.await();
  }

  @Test
  void platformThreadsWaitToo() throws Exception {
    AtomicInteger woken = new AtomicInteger();
    Inbox<String> inbox = new Inbox<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() ->
                quietly(() -> {
                  String item = inbox.poll(LONG);
                  return item == null ? 0 : woken.incrementAndGet();
                }));
    inbox.add("one");
    thread.join();
    assertThat(woken).hasValue(1);
  }

  private static <T> T onVirtualThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static void interrupted(CountDownLatch latch, Callable<?> wait) {
    try {
      wait.call();
    } catch (InterruptedException e) {
      latch.countDown();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void quietly(Callable<?> work) {
    try {
      work.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
