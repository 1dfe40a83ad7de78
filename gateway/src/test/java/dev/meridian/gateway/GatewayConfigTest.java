package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.gateway.GatewayConfig.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Configurations that make sense, and others.
final class GatewayConfigTest {
  private static final GatewayConfig DEFAULTS = GatewayConfig.defaults();

  @Test
  void defaultsAreThisMachineOnly() {
    assertThat(DEFAULTS.host()).isEqualTo("127.0.0.1");
    assertThat(DEFAULTS.port()).isEqualTo(8080);
    assertThat(DEFAULTS.cors()).isTrue();
    assertThat(DEFAULTS.limits()).isEqualTo(Limits.STANDARD);
  }

  @Test
  void nonsenseIsRefused() {
    assertRefused(() -> DEFAULTS.at("h", -1), "port");
    assertRefused(() -> DEFAULTS.at("h", 65_536), "port");
    assertRefused(() -> DEFAULTS.calledBy(URI.create("/relative")), "public URL");
    assertRefused(() -> DEFAULTS.calledBy(URI.create("https://a.test/")), "public URL");
    assertRefused(() -> Limits.STANDARD.withLongestWait(Duration.ZERO), "longestWait");
    assertRefused(() -> Limits.STANDARD.withWaiting(0), "waiting");
    assertRefused(() -> Limits.STANDARD.withDrain(Duration.ofSeconds(-1)), "drain");
    assertRefused(() -> new Limits(0, 8192, 1, Duration.ofSeconds(1), Duration.ZERO), "bodyBytes");
    assertRefused(() -> new Limits(1, 10, 1, Duration.ofSeconds(1), Duration.ZERO), "headerBytes");
  }

  private static void assertRefused(ThrowingCallable action, String name) {
    assertThatThrownBy(action)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(name + ": ");
  }

  @Test
  void takenPortIsNamed() throws IOException {
    try (TestCluster cluster = new TestCluster();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      GatewayConfig config = DEFAULTS.at("127.0.0.1", taken.getLocalPort());

      assertThatThrownBy(() -> Gateway.start(config, cluster.collaborators()))
          .isInstanceOf(MeridianException.class)
          .hasMessageContaining("cannot listen at 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void publicUrlIsUsedInLinks() {
    try (TestCluster cluster = new TestCluster();
        Gateway gateway =
            Gateway.start(
                DEFAULTS.at("127.0.0.1", 0).calledBy(URI.create("https://m.test/api")),
                cluster.collaborators());
        Http http = new Http(URI.create("http://127.0.0.1:" + gateway.port()))) {
      assertThat(http.get("/").json().path("links").get(0).path("href").asString())
          .isEqualTo("https://m.test/api/");
      assertThat(gateway.uri()).hasToString("https://m.test/api");
    }
  }
}
