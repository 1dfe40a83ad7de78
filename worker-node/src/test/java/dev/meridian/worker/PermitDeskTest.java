package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.limit.LimitRule;
import dev.meridian.limit.LimitRules;
import dev.meridian.limit.Limits;
import dev.meridian.memory.MemoryLimits;
import dev.meridian.result.StoreException;
import dev.meridian.testing.Await;
import dev.meridian.wire.Message;
import dev.meridian.worker.PermitDesk.Turn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PermitDeskTest {
  private static final double ANY_RATE = Double.POSITIVE_INFINITY;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final MemoryLimits memory = new MemoryLimits(InstantSource.system(), 1_000);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean down = new AtomicBoolean();

  /// Counts who asks, and can be away.
  private final Limits limits =
      new Limits() {
        @Override
        public Acquisition tryAcquire(List<Claim> claims) {
          asked.incrementAndGet();
          if (down.get()) {
            throw new StoreException(StoreException.Kind.DOWN, "on purpose", null);
          }
          return memory.tryAcquire(claims);
        }

        @Override
        public void park(String key, Duration duration) {
          memory.park(key, duration);
        }
      };

  private PermitDesk desk(Duration patience, LimitRule... rules) {
    LimitRules all = new LimitRules(List.of(rules));
    return new PermitDesk(limits, () -> all, patience);
  }

  private static LimitRule together(int concurrency) {
    return new LimitRule("all", Set.of("t"), false, ANY_RATE, concurrency);
  }

  private static LimitRule perKey(int concurrency) {
    return new LimitRule("keys", Set.of(), true, ANY_RATE, concurrency);
  }

  private static Message task(String type, @Nullable String key) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(Map.of("task", type, "id", "a-1"));
    headers.put("meridian-fairness-key", key);
    return new Message(headers, null, null, null, 0, new byte[0]);
  }

  private static Limits.Permit granted(Turn turn) {
    assertThat(turn).isInstanceOf(Turn.Granted.class);
    return ((Turn.Granted) turn).permit();
  }

  @Test
  void taskWithoutALimitAsksNobody() {
    PermitDesk desk = desk(LONG, together(1), perKey(1));
    granted(desk.take(task("other", null), "a")).close();
    granted(desk.take(task("x", null), "a")).renew();
    assertThat(asked.get()).isZero();
  }

  @Test
  void permitsAreNeverExceededAndAlwaysUsed() {
    PermitDesk desk = desk(LONG, together(3));
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var done = new AtomicInteger();
    long started = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      Thread.ofVirtual()
          .start(() -> {
            Limits.Permit permit = granted(desk.take(task("t", null), "a"));
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000_000);
            running.decrementAndGet();
            permit.close();
            done.incrementAndGet();
          });
    }
    Await.until("all", () -> done.get() == 300);
    assertThat(most.get()).isEqualTo(3);
    double perTask = (System.nanoTime() - started) / 1e6 / 100;
    assertThat(perTask).as("ms for three tasks: nobody waits to ask again").isLessThan(40);
    assertThat(desk.held()).isZero();
  }

  @Test
  void oneOfManyAsks() {
    PermitDesk desk = desk(LONG, together(1));
    Limits.Permit first = granted(desk.take(task("t", null), "a"));
    var got = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      Thread.ofVirtual()
          .start(() -> {
            granted(desk.take(task("t", null), "a")).close();
            got.incrementAndGet();
          });
    }
    int before = asked.get();
    Await.holds("none gets it", Duration.ofMillis(500), () -> got.get() == 0);
    assertThat(asked.get() - before).isLessThan(120); // MemoryLimits says 50 ms, never below 5 ms
    first.close();
    Await.until("all", () -> got.get() == 200);
  }

  @Test
  void lanesTakeTurnsAtOneLimit() {
    PermitDesk desk = desk(LONG, together(1));
    Limits.Permit first = granted(desk.take(task("t", null), "flood"));
    List<String> order = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 20; i++) {
      String lane = i < 18 ? "flood" : "small";
      Thread thread =
          Thread.ofVirtual()
              .unstarted(() -> {
                Limits.Permit permit = granted(desk.take(task("t", null), lane));
                order.add(lane);
                permit.close();
              });
      thread.start();
      Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    first.close();
    Await.until("all", () -> order.size() == 20);
    assertThat(order.subList(0, 4)).containsExactly("flood", "small", "flood", "small");
  }

  @Test
  void keyThatHasToWaitHoldsUpNoOther() {
    PermitDesk desk = desk(LONG, perKey(1), together(2));
    Limits.Permit first = granted(desk.take(task("t", "a"), "a"));
    var second = new AtomicBoolean();
    Thread.ofVirtual()
        .start(() -> {
          granted(desk.take(task("t", "a"), "a")).close();
          second.set(true);
        });
    granted(desk.take(task("t", "b"), "b")).close();
    granted(desk.take(task("other", "b"), "b")).close();
    assertThat(second).isFalse();
    first.close();
    Await.until("the other one of a", second::get);
  }

  @Test
  void whoWaitsForTooLongIsRefused() {
    PermitDesk desk = desk(Duration.ofMillis(200), together(1));
    Limits.Permit first = granted(desk.take(task("t", null), "a"));
    var refused = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      Thread.ofVirtual()
          .start(() -> {
            if (desk.take(task("t", null), "a") instanceof Turn.Refused) {
              refused.incrementAndGet();
            }
          });
    }
    Await.until("all", () -> refused.get() == 10);
    first.close();
    granted(desk.take(task("t", null), "a")).close();
  }

  @Test
  void withoutTheStoreNobodyRunsAndThenAllDo() {
    PermitDesk desk = desk(LONG, together(1));
    down.set(true);
    var got = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      Thread.ofVirtual()
          .start(() -> {
            granted(desk.take(task("t", null), "a")).close();
            got.incrementAndGet();
          });
    }
    Await.until("somebody asks", () -> asked.get() > 0);
    Await.holds("none gets it", Duration.ofMillis(300), () -> got.get() == 0);
    down.set(false);
    Await.until("all", () -> got.get() == 5);
  }

  @Test
  void closingRefusesThoseWhoWaitAndThoseWhoCome() {
    PermitDesk desk = desk(LONG, together(1));
    Limits.Permit first = granted(desk.take(task("t", null), "a"));
    var refused = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      Thread thread =
          Thread.ofVirtual()
              .unstarted(() -> {
                if (desk.take(task("t", null), "a") instanceof Turn.Refused) {
                  refused.incrementAndGet();
                }
              });
      thread.start();
      Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    desk.close();
    Await.until("all", () -> refused.get() == 5);
    assertThat(desk.take(task("t", null), "a")).isInstanceOf(Turn.Refused.class);
    first.close();
  }
}
