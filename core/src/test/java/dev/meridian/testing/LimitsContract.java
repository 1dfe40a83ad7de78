package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.limit.Limits;
import dev.meridian.limit.Limits.Acquisition;
import dev.meridian.limit.Limits.Claim;
import dev.meridian.limit.Limits.Limit;
import dev.meridian.limit.Limits.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What every [Limits] does.
public abstract class LimitsContract {
  private static final double ANY_RATE = Double.POSITIVE_INFINITY;
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final String key = "contract-" + UUID.randomUUID();

  /// The limits under test: the same ones all through a test.
  protected abstract Limits limits();

  @Test
  final void noMoreHoldersThanPermits() {
    var limit = new Limit(2, ANY_RATE, 1, LEASE);
    Permit first = acquire(limit);
    Permit second = acquire(limit);
    assertRefused(limit);
    first.close();
    first.close();
    Permit third = acquire(limit);
    assertRefused(limit);
    second.close();
    third.close();
    acquire(limit).close();
  }

  @Test
  final void permitComesWithoutWaiting() {
    Acquisition acquisition = limits().tryAcquire(key, new Limit(1, ANY_RATE, 1, LEASE));
    assertThat(acquisition.permit()).isPresent();
    assertThat(acquisition.retryAfter()).isZero();
  }

  @Test
  final void claimsAreMetTogetherOrNotAtAll() {
    var one = new Claim(key, new Limit(1, ANY_RATE, 1, LEASE));
    var few = new Claim(key + "-few", new Limit(10, 0.01, 2, LEASE));
    Permit both = limits().tryAcquire(List.of(few, one)).permit().orElseThrow();
    for (int i = 0; i < 3; i++) {
      Acquisition refused = limits().tryAcquire(List.of(few, one));
      assertThat(refused.permit()).isEmpty();
      assertThat(refused.refusing()).isEqualTo(one.key());
      assertThat(refused.retryAfter()).isPositive();
    }
    both.close();
    Acquisition again = limits().tryAcquire(List.of(few, one));
    assertThat(again.permit()).as("the tokens of what was refused are left").isPresent();
    again.permit().orElseThrow().close();
    assertThat(limits().tryAcquire(List.of(few, one)).refusing()).isEqualTo(few.key());
    assertThat(limits().tryAcquire(List.of(one)).permit()).isPresent();
  }

  @Test
  final void renewedPermitOutlivesItsLease() {
    var limit = new Limit(1, ANY_RATE, 1, Duration.ofSeconds(1));
    Permit permit = acquire(limit);
    Await.holds(
        "it is held",
        Duration.ofMillis(2_500),
        () -> {
          permit.renew();
          return limits().tryAcquire(key, limit).permit().isEmpty();
        });
    permit.close();
    permit.renew();
    acquire(limit);
  }

  @Test
  final void permitWhoseLeaseEndedIsNotRenewed() {
    var limit = new Limit(1, ANY_RATE, 1, Duration.ofSeconds(1));
    Permit dead = acquire(limit);
    awaitPermit(limit, Duration.ofSeconds(4)).close();
    dead.renew();
    acquire(limit);
  }

  @Test
  final void keysAreIndependent() {
    var limit = new Limit(1, 0.01, 1, LEASE);
    acquire(limit);
    assertRefused(limit);
    assertThat(limits().tryAcquire(key + "-other", limit).permit()).isPresent();
  }

  @Test
  final void permitOfADeadHolderIsFreeAfterItsLease() {
    var limit = new Limit(1, ANY_RATE, 1, Duration.ofSeconds(1));
    Permit dead = acquire(limit);
    assertRefused(limit);
    Permit next = awaitPermit(limit, Duration.ofSeconds(4));
    dead.close();
    assertRefused(limit);
    next.close();
    acquire(limit);
  }

  @Test
  final void rateIsBoundedOnAverage() {
    var limit = new Limit(1_000, 20, 5, LEASE);
    long started = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      acquire(limit).close();
    }
    int acquired = 5;
    while (System.nanoTime() - started < Duration.ofSeconds(2).toNanos()) {
      acquired += limits().tryAcquire(key, limit).permit().isPresent() ? 1 : 0;
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    assertThat((double) acquired).isBetween(20 * 2 * 0.75, 5 + 20 * seconds + 1);
  }

  @Test
  final void afterRetryAfterThereIsAPermitAgain() {
    var limit = new Limit(10, 2, 1, LEASE);
    acquire(limit).close();
    Duration wait = assertRefused(limit);
    assertThat(wait).isLessThanOrEqualTo(Duration.ofMillis(510));
    awaitPermit(limit, wait.plusSeconds(1));
  }

  @Test
  final void pauseSavesNoMoreThanABurst() {
    var limit = new Limit(100, 10, 3, LEASE);
    acquire(limit).close();
    Await.holds("a pause", Duration.ofSeconds(1), () -> true);
    long started = System.nanoTime();
    int acquired = 0;
    while (limits().tryAcquire(key, limit).permit().isPresent()) {
      acquired++;
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    assertThat((double) acquired).isBetween(3.0, 3 + 10 * seconds + 1);
  }

  @Test
  final void parkedKeyIsLeftAlone() {
    var limit = new Limit(10, ANY_RATE, 1, LEASE);
    limits().park(key, Duration.ofMillis(1_500));
    limits().park(key, Duration.ofMillis(100));
    Duration wait = assertRefused(limit);
    assertThat(wait).isBetween(Duration.ofMillis(500), Duration.ofMillis(1_510));
    Await.holds(
        "it is left alone",
        Duration.ofMillis(700),
        () -> limits().tryAcquire(key, limit).permit().isEmpty());
    awaitPermit(limit, Duration.ofSeconds(4));
    assertThat(limits().tryAcquire(key + "-other", limit).permit()).isPresent();
  }

  @Test
  final void racingHoldersNeverExceedThePermits() {
    var limit = new Limit(5, ANY_RATE, 1, LEASE);
    var holding = new AtomicInteger();
    var most = new AtomicInteger();
    var total = new AtomicInteger();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        executor.execute(() -> {
          while (total.get() < 300) {
            limits()
                .tryAcquire(key, limit)
                .permit()
                .ifPresent(permit -> {
                  most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                  total.incrementAndGet();
                  LockSupport.parkNanos(100_000);
                  holding.decrementAndGet();
                  permit.close();
                });
          }
        });
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(5);
    List<Permit> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(acquire(limit));
    }
    assertRefused(limit);
    all.forEach(Permit::close);
  }

  private Permit acquire(Limit limit) {
    return limits().tryAcquire(key, limit).permit().orElseThrow();
  }

  private Permit awaitPermit(Limit limit, Duration patience) {
    List<Permit> got = new ArrayList<>();
    Await.until(
        "a permit",
        patience,
        () -> {
          limits().tryAcquire(key, limit).permit().ifPresent(got::add);
          return !got.isEmpty();
        });
    return got.getFirst();
  }

  private Duration assertRefused(Limit limit) {
    Acquisition acquisition = limits().tryAcquire(key, limit);
    assertThat(acquisition.permit()).isEmpty();
    assertThat(acquisition.retryAfter()).isPositive();
    return acquisition.retryAfter();
  }
}
