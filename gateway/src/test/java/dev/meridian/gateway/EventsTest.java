package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.stream.StreamBounds;
import dev.meridian.gateway.stream.Writing;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Crossings as server-sent events.
final class EventsTest {
  private static TestCluster cluster;
  private static Writing writing;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
    writing = new Writing(cluster.store.tracking());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /// A client that notes lines.
  private static final class Events implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final HttpResponse<InputStream> response;
    volatile boolean over;

    Events(URI gateway, String query, String... headers) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(gateway + "/stream" + query))
              .header("Accept", "text/event-stream");
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      response = StreamClient.HTTP.send(request.build(), BodyHandlers.ofInputStream());
      Thread.ofVirtual().start(this::read);
      Await.until("it is subscribed", () -> !of("id: ").isEmpty());
    }

    private void read() {
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        lines.add("error: " + e);
      }
      over = true;
    }

    List<String> of(String beginning) {
      return lines.stream()
          .filter(line -> line.startsWith(beginning))
          .map(line -> line.substring(beginning.length()))
          .toList();
    }

    List<String> crossings() {
      return of("data: {\"id\"").stream()
          .map(rest -> Json.read("{\"id\"" + rest).path("id").asString())
          .toList();
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  @Test
  void eventsComeFilteredAndResume() throws IOException, InterruptedException {
    List<String> expected = new ArrayList<>();
    String cursor;
    try (Events events = new Events(cluster.uri(), "?fences=f1,f2&bbox=0,40,20,60")) {
      assertThat(events.response.headers().firstValue("Content-Type"))
          .hasValue("text/event-stream");
      assertThat(events.response.headers().firstValue("Cache-Control")).hasValue("no-store");
      expected.add(writing.write("fra", "a", "f1").id());
      writing.write("fra", "a", "f3");
      writing.write(Writing.enter("fra", 0, "far", "f1", new LonLat(-8, 50)));
      expected.add(writing.write("sin", "a", "f2").id());
      Await.until("both came", () -> events.crossings().size() == 2);
      assertThat(events.crossings()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(events.of("event: ")).containsOnly("crossing");
      cursor = events.of("id: ").getLast();
    }
    expected.clear();
    expected.add(writing.write("fra", "a", "f1").id());
    expected.add(writing.write("fra", "a", "f2").id());
    try (Events byHeader =
            new Events(cluster.uri(), "?fences=f1,f2&cursor=sin:0-0", "Last-Event-ID", cursor);
        Events byQuery = new Events(cluster.uri(), "?fences=f1,f2&cursor=" + cursor)) {
      Await.until("header", () -> byHeader.crossings().equals(expected));
      Await.until("query", () -> byQuery.crossings().equals(expected));
    }
    Await.until(
        "places are free",
        () -> {
          writing.write("fra", "a", "f1");
          return cluster.gateway.listening() == 0;
        });
  }

  @Test
  void heartbeatComesAndDrainEnds() throws IOException, InterruptedException {
    GatewayConfig config =
        GatewayConfig.defaults()
            .at("127.0.0.1", 0)
            .with(StreamBounds.STANDARD.withHeartbeat(Duration.ofMillis(100)));
    try (Gateway gateway = Gateway.start(config, cluster.collaborators());
        Events events = new Events(gateway.uri(), "?kinds=exit")) {
      Await.until("it beats", () -> events.of(": beat").size() > 2);
      gateway.drain();
      Await.until("it ends", () -> events.over);
      assertThat(events.of("error: ")).isEmpty();
    }
  }

  @Test
  void gapIsTold() throws IOException, InterruptedException {
    try (TestCluster bounded = new TestCluster()) {
      Writing few = new Writing(bounded.store.tracking(), 5);
      for (int i = 0; i < 10; i++) {
        few.write("fra", "a", "f");
      }
      try (Events events = new Events(bounded.uri(), "?cursor=fra:1-0,iad:0-0,sin:0-0")) {
        Await.until("what is left came", () -> events.crossings().size() == 5);
        assertThat(events.of("event: ")).first().isEqualTo("gap");
        assertThat(events.of("data: ")).first().isEqualTo("{\"region\":\"fra\"}");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?fence=f1",
        "?kinds=entr",
        "?bbox=1,2,3",
        "?bbox=a,b,c,d",
        "?bbox=0,0,0,99",
        "?cursor=nonsense",
        "?positions=maybe",
        "?fences="
      })
  void nonsenseIsAProblem(String query) {
    Http.Reply reply = cluster.http.get("/stream" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid-parameter");
    assertThat(reply.json().path("detail").asString()).contains("(expected: ");
  }

  @Test
  void headSaysWhatGetWouldAndNobodyListens() {
    Http.Reply reply = cluster.http.send("HEAD", "/stream", null);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(cluster.http.get("/stream", "Accept", "text/html").status()).isEqualTo(406);
  }
}
