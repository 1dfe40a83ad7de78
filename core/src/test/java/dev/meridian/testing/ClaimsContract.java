package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Claims;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What all [Claims] do.
public abstract class ClaimsContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final String name = "contract " + UUID.randomUUID() + " ü";

  /// The claims under test: the same ones all through a test.
  protected abstract Claims claims();

  @Test
  final void nameIsHeldByWhoClaimedItLast() {
    assertThat(claims().holder(name)).isEmpty();
    assertThat(claims().claim(name, null, "one", LONG)).isTrue();
    assertThat(claims().holder(name)).contains("one");
    assertThat(claims().claim(name, "one", "two 2", LONG)).isTrue();
    assertThat(claims().holder(name)).contains("two 2");
    assertThat(claims().holder(name + "x")).isEmpty();
  }

  @Test
  final void whoSawAnotherHolderChangesNothing() {
    assertThat(claims().claim(name, "nobody", "one", LONG)).isFalse();
    assertThat(claims().holder(name)).isEmpty();
    claims().claim(name, null, "one", LONG);
    assertThat(claims().claim(name, null, "two", LONG)).isFalse();
    assertThat(claims().claim(name, "two", "two", LONG)).isFalse();
    assertThat(claims().holder(name)).contains("one");
  }

  @Test
  final void onlyItsHolderFreesAName() {
    claims().release(name, "one");
    claims().claim(name, null, "one", LONG);
    claims().release(name, "two");
    assertThat(claims().holder(name)).contains("one");
    claims().release(name, "one");
    assertThat(claims().holder(name)).isEmpty();
    assertThat(claims().claim(name, null, "two", LONG)).isTrue();
  }

  @Test
  final void claimEndsByItself() {
    claims().claim(name, null, "one", Duration.ofMillis(300));
    assertThat(claims().claim(name, null, "two", LONG)).isFalse();
    Await.until("it ends", Duration.ofSeconds(10), () -> claims().holder(name).isEmpty());
    assertThat(claims().claim(name, null, "two", LONG)).isTrue();
  }

  @Test
  final void nextHolderHasATimeOfItsOwn() {
    claims().claim(name, null, "one", Duration.ofMillis(300));
    claims().claim(name, "one", "two", LONG);
    Await.holds("it stays", Duration.ofMillis(600), () -> claims().holder(name).equals(of("two")));
  }

  private static Optional<String> of(String holder) {
    return Optional.of(holder);
  }

  @Test
  final void oneOfManyRacersWinsEachTurn() {
    for (Optional<String> seen : List.of(Optional.<String>empty(), of("winner"))) {
      var winners = new AtomicInteger();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 32; i++) {
          String next = seen.isEmpty() ? "winner" : "racer " + i;
          executor.execute(
              () -> winners.addAndGet(claims().claim(name, seen.orElse(null), next, LONG) ? 1 : 0));
        }
      }
      assertThat(winners).hasValue(1);
    }
  }
}
