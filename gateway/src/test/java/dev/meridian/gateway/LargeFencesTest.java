package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Fences of more than 1 MiB, and those who send them slowly.
final class LargeFencesTest {
  private static final String FENCE =
      """
      {"type": "Feature", "geometry": {"type": "Point", "coordinates": [8, 50]},
       "properties": {"radius": 100}}
      """;
  private static final String LARGE = FENCE + " ".repeat(1_200_000);

  private final TestCluster cluster = new TestCluster();
  private final List<Socket> slow = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    end();
    cluster.close();
  }

  private void end() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
  }

  private int put(String body) {
    return cluster.http.send("PUT", "/fences/a", body).status();
  }

  /// A request whose body the gateway has begun to read.
  private Socket begun(String length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port());
    slow.add(socket);
    String head =
        "PUT /fences/slow HTTP/1.1\r\nHost: x\r\nContent-Type: application/geo+json\r\n"
            + "Expect: 100-continue\r\n"
            + length
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(UTF_8));
    String go = "HTTP/1.1 100 Continue\r\n";
    assertThat(socket.getInputStream().readNBytes(go.length())).asString(UTF_8).isEqualTo(go);
    return socket;
  }

  @Test
  void slowOnesKeepNobodyOut() throws IOException {
    for (int i = 0; i < 10; i++) {
      Socket _ = begun("Content-Length: 2000000");
      Socket _ = begun("Transfer-Encoding: chunked");
    }
    assertThat(put(LARGE)).isEqualTo(201);
  }

  @Test
  void fewAreHeldAtATime() throws IOException {
    for (int i = 0; i < 16; i++) {
      begun("Content-Length: 2000000").getOutputStream().write(LARGE.getBytes(UTF_8));
    }
    Await.until("one more is too many", () -> put(LARGE) == 503);
    assertThat(put(FENCE)).isBetween(200, 201);
    end();
    Await.until("there is room again", () -> put(LARGE) == 200);
  }
}
