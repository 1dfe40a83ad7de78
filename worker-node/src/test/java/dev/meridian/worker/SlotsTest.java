package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.route.Priority;
import dev.meridian.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class SlotsTest {
  private static final List<Priority> CLASSES =
      List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW);

  private final Slots slots = new Slots(1);

  @Test
  void freeSlotGoesToTheHighestClassThatWaits() {
    assertThat(slots.acquire(Priority.NORMAL, "")).isTrue();
    List<Priority> order = new CopyOnWriteArrayList<>();
    for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
      int before = slots.waiting();
      Thread.ofVirtual().start(() -> takeAndRecord(priority, order));
      Await.until("the threads to get there", () -> slots.waiting() == before + 1);
    }
    slots.release();
    Await.until("the threads to get there", () -> order.size() == 3);
    assertThat(order).containsExactly(Priority.HIGH, Priority.NORMAL, Priority.LOW);
  }

  private void takeAndRecord(Priority priority, List<Priority> order) {
    slots.acquire(priority, "");
    order.add(priority);
    slots.release();
  }

  @Test
  void lanesOfAClassTakeTurns() {
    assertThat(slots.acquire(Priority.NORMAL, "flood")).isTrue();
    List<String> order = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 12; i++) {
      String lane = i < 8 ? "flood" : i < 10 ? "one" : "two";
      int before = slots.waiting();
      Thread.ofVirtual()
          .start(() -> {
            slots.acquire(Priority.NORMAL, lane);
            order.add(lane);
            slots.release();
          });
      Await.until("the thread to get there", () -> slots.waiting() == before + 1);
    }
    slots.release();
    Await.until("the threads to get there", () -> order.size() == 12);
    assertThat(order.subList(0, 7))
        .containsExactly("flood", "one", "two", "flood", "one", "two", "flood");
  }

  @Test
  void moreSlotsWakeThoseWhoWait() {
    slots.acquire(Priority.NORMAL, "");
    AtomicInteger got = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      Thread.ofVirtual().start(() -> got.addAndGet(slots.acquire(Priority.NORMAL, "") ? 1 : 0));
    }
    Await.until("the threads to get there", () -> slots.waiting() == 3);
    slots.resize(4);
    Await.until("the threads to get there", () -> got.get() == 3);
    assertThat(slots.used()).isEqualTo(4);
  }

  @Test
  void fewerSlotsAreGivenOutOnceEnoughCameBack() {
    slots.resize(3);
    slots.acquire(Priority.NORMAL, "");
    slots.acquire(Priority.NORMAL, "");
    slots.resize(1);
    AtomicInteger got = new AtomicInteger();
    Thread.ofVirtual().start(() -> got.addAndGet(slots.acquire(Priority.HIGH, "") ? 1 : 0));
    Await.until("the threads to get there", () -> slots.waiting() == 1);
    slots.release();
    assertThat(got.get()).isZero();
    slots.release();
    Await.until("the threads to get there", () -> got.get() == 1);
  }

  @Test
  void closingSendsAwayThoseWhoWaitAndThoseWhoCome() {
    slots.acquire(Priority.NORMAL, "");
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      Thread.ofVirtual().start(() -> refused.addAndGet(slots.acquire(Priority.LOW, "") ? 0 : 1));
    }
    Await.until("the threads to get there", () -> slots.waiting() == 5);
    slots.close();
    Await.until("the threads to get there", () -> refused.get() == 5);
    assertThat(slots.acquire(Priority.HIGH, "")).isFalse();
    assertThat(slots.used()).isEqualTo(1);
  }

  @Test
  void neverMoreThanTheLimitRunAtATime() {
    slots.resize(7);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 2_000; i++) {
      Priority priority = CLASSES.get(i % 3);
      Thread.ofVirtual()
          .start(() -> {
            slots.acquire(priority, "");
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000);
            running.decrementAndGet();
            slots.release();
            done.incrementAndGet();
          });
    }
    Await.until("the threads to get there", () -> done.get() == 2_000);
    assertThat(most.get()).isLessThanOrEqualTo(7);
    assertThat(slots.used()).isZero();
  }
}
