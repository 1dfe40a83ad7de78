package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.stream.StreamBounds;
import dev.meridian.gateway.stream.Writing;
import dev.meridian.geo.LonLat;
import dev.meridian.testing.Await;
import dev.meridian.testing.Metrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Real connections to clients that do not read, and one to a client whose `Host` is strange.
final class StalledStreamTest {
  private static final long FEW = 20;
  private static final String EVENTS =
      "GET /stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";
  private static final String STRANGE =
      """
      GET /stream HTTP/1.1
      Host: a$b
      Origin: https://evil.example
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n");

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Gateway gateway(StreamBounds bounds, boolean open) {
    GatewayConfig config = GatewayConfig.defaults().at("127.0.0.1", 0).with(bounds).open(open);
    return Gateway.start(config, cluster.collaborators());
  }

  private static Socket connect(Gateway gateway, String head) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.getOutputStream().write(head.getBytes(UTF_8));
    return socket;
  }

  /// The queues never fill, so the writers are stuck in their sockets, and only a cut frees them.
  @Test
  void connectionsOfClientsThatDoNotReadAreCut() throws IOException {
    Duration patience = Duration.ofSeconds(4);
    StreamBounds bounds = StreamBounds.STANDARD.withTimes(patience, Duration.ofMinutes(10));
    Writing writing = new Writing(cluster.store.tracking());
    String padding = "p".repeat(10_000);
    try (Gateway gateway = gateway(bounds, true);
        StreamClient client = new StreamClient(gateway.uri(), 1);
        Socket events = connect(gateway, EVENTS)) {
      client.subscribe("");
      awaitSubscribed(events);
      assertThat(gateway.listening()).isEqualTo(2);
      for (int clients = 2; clients > 0; clients = gateway.listening()) {
        int listening = clients;
        long expected = sent(gateway) + listening * FEW;
        assertThat(expected).isLessThan(20_000);
        for (int i = 0; i < FEW; i++) {
          writing.write(Writing.enter("fra", i, "a", "f", new LonLat(8, 50), padding));
        }
        Await.until(
            "all are taken, or somebody is cut",
            Duration.ofMinutes(1),
            () -> sent(gateway) >= expected || gateway.listening() < listening);
      }
      assertThat(count(gateway, "stream_clients_ended_total{ending=\"slow\"}")).isEqualTo(2);
    }
  }

  private static void awaitSubscribed(Socket events) throws IOException {
    var in = new BufferedReader(new InputStreamReader(events.getInputStream(), UTF_8));
    String line = in.readLine();
    while (line != null && !line.startsWith("id: ")) {
      line = in.readLine();
    }
    assertThat(line).isNotNull();
  }

  private static long sent(Gateway gateway) {
    return count(gateway, "stream_frames_sent_total{frame=\"crossing\"}");
  }

  private static long count(Gateway gateway, String sample) {
    return Metrics.at(gateway.uri() + "/metrics").of(sample);
  }

  @Test
  void hostThatIsNoneIsRefused() throws IOException {
    try (Gateway gateway = gateway(StreamBounds.STANDARD, false);
        Socket socket = connect(gateway, STRANGE)) {
      String refused = "HTTP/1.1 403 ";
      assertThat(socket.getInputStream().readNBytes(refused.length()))
          .asString(UTF_8)
          .isEqualTo(refused);
    }
  }
}
