package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RabbitConfigTest {
  @Test
  void credentialsAndVirtualHostArePercentDecodedOnce() {
    RabbitConfig config = config("amqp://us%40er:p%3Aa%2B+s%2525s@host/geo%2Feu");

    assertThat(config.user()).isEqualTo("us@er");
    assertThat(config.password()).isEqualTo("p:a++s%25s");
    assertThat(config.virtualHost()).isEqualTo("geo/eu");
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://host, /",
    "amqp://host/, /",
    "amqp://host//, /",
    "amqp://host/%2F, /",
    "amqp://host/geo, geo"
  })
  void virtualHostIsTheRootUnlessNamed(String uri, String expected) {
    assertThat(config(uri).virtualHost()).isEqualTo(expected);
  }

  @Test
  void portFollowsTheScheme() {
    assertThat(config("amqp://host").port()).isEqualTo(5672);
    assertThat(config("amqps://host").port()).isEqualTo(5671);
    assertThat(config("amqps://host:99").port()).isEqualTo(99);
  }

  @Test
  void secretsAreNotShown() {
    RabbitConfig config = config("amqp://user:secret@host:1234/geo");

    assertThat(config.address()).isEqualTo("amqp://host:1234/geo");
    assertThat(config.toString()).doesNotContain("secret", "user");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://host", "amqp:host", "amqp://a:secret@ho_st", "amqp://host?heartbeat=1"})
  void otherAddressesAreRefusedWithoutShowingSecrets(String uri) {
    assertThatThrownBy(() -> config(uri))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("broker: ")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void windowOutOfRangeIsRefused(int window) {
    assertThatThrownBy(() -> config("amqp://host").withWindow(window))
        .hasMessage("window: " + window + " (expected: 1 to 10000)");
  }

  private static RabbitConfig config(String uri) {
    return RabbitConfig.defaults(URI.create(uri));
  }
}
