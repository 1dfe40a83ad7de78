package dev.meridian.worker;

import static dev.meridian.worker.RateLimits.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RateLimitsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final RateLimits rates = new RateLimits();

  private void set(String type, String rate) {
    rates.set(type, RateLimit.of(rate));
  }

  @ParameterizedTest
  @CsvSource({"10/s,PT0.1S", "10,PT0.1S", "0.5,PT2S", "4/m,PT15S", "2/h,PT30M", "1/h,PT1H"})
  void rateIsAnInterval(String text, Duration interval) {
    assertThat(RateLimit.of(text)).contains(new RateLimit(text, interval));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0/s", "0.0/h"})
  void zeroIsNoLimit(String text) {
    assertThat(RateLimit.of(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1/d", "1/s/s", "1e3", "0.001/h", "10 / s"})
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> RateLimit.of(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("rate_limit: " + text);
  }

  @Test
  void typeWithoutLimitIsAdmittedAtOnce() {
    set("other", "1/h");
    for (int i = 0; i < 1_000; i++) {
      assertThat(rates.admit("t", PATIENCE)).isZero();
    }
  }

  @Test
  void startsAreAnIntervalApartAndNeverInABurst() {
    set("t", "20/s");
    long started = System.nanoTime();
    for (int i = 0; i < 11; i++) {
      assertThat(rates.admit("t", PATIENCE)).isZero();
    }
    assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(10 * 50_000_000L);
  }

  @Test
  void whoWouldWaitForLongComesBackAtATimeOfItsOwn() {
    set("t", "6/m");
    assertThat(rates.admit("t", PATIENCE)).isZero();
    List<Duration> later = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      later.add(rates.admit("t", PATIENCE));
    }
    assertThat(later).isSorted().allMatch(delay -> delay.compareTo(RateLimits.LONGEST) <= 0);
    assertThat(later.subList(0, 4)).doesNotHaveDuplicates();
    assertThat(later.getFirst()).isGreaterThan(PATIENCE);
    assertThat(later.getLast()).isEqualTo(RateLimits.LONGEST);
  }

  @Test
  void whoWaitsHearsOfAnotherRateAndOfTheEnd() {
    Queue<Duration> admitted = new ConcurrentLinkedQueue<>();
    set("t", "1/h");
    assertThat(rates.admit("t", HOUR)).isZero();
    waiter(admitted);
    rates.set("t", Optional.empty());
    Await.until("it may start", () -> admitted.size() == 1);
    set("t", "1/h");
    assertThat(rates.admit("t", HOUR)).isZero();
    waiter(admitted);
    rates.close();
    Await.until("it is sent away", () -> admitted.size() == 2);
    assertThat(admitted).containsOnly(Duration.ZERO);
  }

  private void waiter(Queue<Duration> admitted) {
    Thread thread = Thread.ofVirtual().start(() -> admitted.add(rates.admit("t", HOUR)));
    Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
  }
}
