package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.meridian.cli.ServerEvents.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ServerEventsTest {
  private static final byte[] EVENT = "id: 1\nevent: crossing\ndata: {}\n\n".getBytes(UTF_8);

  @Test
  void eventsAreReadUntilTheEnd() throws IOException {
    try (var events = new ServerEvents(new ByteArrayInputStream(EVENT), ServerEvents.SILENCE)) {
      assertThat(events.next()).isEqualTo(new Event("1", "crossing", "{}"));
      assertThat(events.next()).isNull();
    }
  }

  @Test
  void connectionThatFallsSilentEnds() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(EVENT);
          exchange.getResponseBody().flush(); // and never ends
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    try (HttpClient client = HttpClient.newHttpClient()) {
      InputStream body =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
      assertThat(body.readNBytes(EVENT.length)).isEqualTo(EVENT);
      try (var events = new ServerEvents(body, Duration.ofMillis(300))) {
        assertThat(hasEnded(events)).isTrue();
      } finally {
        client.shutdownNow();
      }
    } finally {
      server.stop(0);
    }
  }

  private static boolean hasEnded(ServerEvents events) {
    try {
      return events.next() == null;
    } catch (IOException e) {
      return true;
    }
  }
}
