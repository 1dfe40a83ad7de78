package dev.meridian.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where webhooks may be sent, and how they are signed.
final class WebhookEndpointsTest {
  private static final WebhookSecret SECRET =
      new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  private final WebhookEndpoints endpoints =
      new WebhookEndpoints(
          List.of(
              endpoint("root", "https://hooks.example.com"),
              endpoint("deep", "https://hooks.example.com/a/b"),
              endpoint("port", "http://10.0.0.1:8080/in/")));

  private static WebhookEndpoint endpoint(String id, String url) {
    Duration second = Duration.ofSeconds(1);
    return new WebhookEndpoint(id, URI.create(url), List.of(SECRET), second, second, 5, false);
  }

  private @Nullable String covering(String url) {
    return endpoints.find(url, null).map(allowed -> allowed.endpoint().id()).orElse(null);
  }

  @ParameterizedTest
  @CsvSource({
    "https://hooks.example.com, root",
    "https://HOOKS.example.com:443/any?x=1, root",
    "https://hooks.example.com/a/bc, root",
    "https://hooks.example.com/a/b, deep",
    "https://hooks.example.com/a/b/c?d, deep",
    "http://10.0.0.1:8080/in/x, port",
  })
  void urlIsOfTheEndpointThatCoversItBest(String url, String id) {
    assertThat(covering(url)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.com/",
        "https://hooks.example.com:8443/",
        "https://hooks.example.com.evil.org/",
        "https://hooks.example.com@evil.org/",
        "https://user@hooks.example.com/",
        "https://hooks.example.com/a/../b",
        "https://hooks.example.com/a/%2E%2e/b",
        "https://hooks.example.com/a%2fb",
        "https://hooks.example.com/#x",
        "http://10.0.0.1:8080/in",
        "http://10.0.0.1:8080/inner",
        "//hooks.example.com/",
        "file:///etc/passwd",
        "no url",
      })
  void urlThatNobodyCoversIsNotFound(String url) {
    assertThat(covering(url)).isNull();
  }

  @Test
  void endpointThatIsNamedIsTheOnlyOneThatWillDo() {
    String url = "https://hooks.example.com/a/b";
    assertThat(endpoints.find(url, "root").orElseThrow().endpoint().id()).isEqualTo("root");
    assertThat(endpoints.find(url, "port")).isEmpty();
  }

  /// The example of the specification's reference libraries.
  @Test
  void signatureIsThatOfTheSpecification() {
    String signature =
        SECRET.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1614265330L, 999),
            "{\"test\": 2432232314}".getBytes(UTF_8));
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8G", "whsec_***", "whsec_"})
  void secretThatIsNoneIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> new WebhookSecret(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("secret: *** (expected: " + WebhookSecret.FORM + ")");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(endpoints.toString()).contains("deep").doesNotContain("whsec_");
    assertThat(SECRET.toString()).isEqualTo("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://x/",
        "https:///path",
        "https://u:p@x/",
        "https://x/?a=b",
        "https://x/#f",
        "https://x/../y"
      })
  void endpointMustBePlain(String url) {
    assertThatThrownBy(() -> endpoint("a", url)).isInstanceOf(InvalidValueException.class);
  }
}
