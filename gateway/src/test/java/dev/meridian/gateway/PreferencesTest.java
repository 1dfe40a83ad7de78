package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `Prefer` headers of every kind.
final class PreferencesTest {
  private static Preferences of(String... headers) {
    return Preferences.of(List.of(headers));
  }

  private static Preferences waits(int seconds) {
    return new Preferences(false, Duration.ofSeconds(seconds));
  }

  private static final Preferences NONE = new Preferences(false, null);
  private static final Preferences ASYNC = new Preferences(true, null);

  @Test
  void preferencesAreFoundWhereverTheyStand() {
    assertThat(of()).isEqualTo(NONE);
    assertThat(of("respond-async")).isEqualTo(ASYNC);
    assertThat(of("Respond-Async ; x=1")).isEqualTo(ASYNC);
    assertThat(of("wait=5")).isEqualTo(waits(5));
    assertThat(of("WAIT = 5")).isEqualTo(waits(5));
    assertThat(of("a=\"b, wait=1\", wait=\"7\"")).isEqualTo(waits(7));
    assertThat(of("handling=lenient", "wait=5; x, respond-async"))
        .isEqualTo(new Preferences(true, Duration.ofSeconds(5)));
  }

  @Test
  void firstOfSeveralValuesHolds() {
    assertThat(of("wait=5, wait=6", "wait=7")).isEqualTo(waits(5));
  }

  @Test
  void nonsenseIsIgnored() {
    for (String header : List.of("", ",", ";", "=", "wait", "wait=", "wait=-1", "wait=1.5", "\"")) {
      assertThat(of(header)).as(header).isEqualTo(NONE);
    }
    assertThat(of("wait=99999999999999")).isEqualTo(NONE);
    assertThat(of("wait=x, wait=3")).isEqualTo(waits(3));
    assertThat(of("respond-asynchronously")).isEqualTo(NONE);
  }

  @Test
  void waitIsCapped() {
    Duration cap = Duration.ofSeconds(60);
    assertThat(of("wait=100").waitUpTo(cap)).isEqualTo(cap);
    assertThat(of("wait=10").waitUpTo(cap)).hasSeconds(10);
    assertThat(NONE.waitUpTo(cap)).isZero();
  }
}
