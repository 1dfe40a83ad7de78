package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisConfigTest {
  private static final URI SECRET = URI.create("rediss://app:s3cret@results.example:6380/2");

  @Test
  void configNamesItsAddressWithoutSecrets() {
    RedisConfig config = RedisConfig.defaults(SECRET);
    assertThat(config.address()).isEqualTo("rediss://results.example:6380/2");
    assertThat(config.toString()).doesNotContain("s3cret").doesNotContain("app");
  }

  @Test
  void configWithersChangeOneValue() {
    RedisConfig config =
        RedisConfig.defaults(SECRET)
            .withPrefix("x:")
            .withTimeout(Duration.ofSeconds(1))
            .withMaxPending(2)
            .withMaxPendingBytes(7)
            .withMaxBatch(3)
            .withWatchdog(Duration.ofSeconds(4))
            .withSweep(Duration.ofSeconds(5))
            .withMaxListed(6);
    assertThat(config)
        .isEqualTo(
            new RedisConfig(
                SECRET,
                "x:",
                Duration.ofSeconds(1),
                2,
                7,
                3,
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://:pw@host", "redis:host", "redis://:pw@host/results", "redis:///1"})
  void configRejectsWhatIsNoRedisUri(String uri) {
    assertThatThrownBy(() -> RedisConfig.defaults(URI.create(uri)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("uri: ")
        .hasMessageNotContaining("pw");
  }

  @Test
  void configRejectsValuesOutOfBounds() {
    RedisConfig config = RedisConfig.defaults(SECRET);
    assertThatThrownBy(() -> config.withTimeout(Duration.ZERO)).hasMessageStartingWith("timeout: ");
    assertThatThrownBy(() -> config.withWatchdog(Duration.ofDays(1)))
        .hasMessageStartingWith("watchdog: ");
    assertThatThrownBy(() -> config.withSweep(Duration.ofMillis(-1)))
        .hasMessageStartingWith("sweep: ");
    assertThatThrownBy(() -> config.withMaxPending(0)).hasMessageStartingWith("maxPending: ");
    assertThatThrownBy(() -> config.withMaxPendingBytes(0))
        .hasMessageStartingWith("maxPendingBytes: ");
    assertThatThrownBy(() -> config.withMaxBatch(0)).hasMessageStartingWith("maxBatch: ");
    assertThatThrownBy(() -> config.withMaxListed(0)).hasMessageStartingWith("maxListed: ");
  }
}
