package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.gateway.stream.Writing;
import dev.meridian.testing.Await;
import dev.meridian.testing.Metrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a gateway counts, after known traffic.
final class MetricsTest {
  private static final String TIME = "2026-01-01T12:00:00Z";

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private Metrics metrics() {
    return Metrics.at(cluster.uri() + "/metrics");
  }

  private static String position(String object, String time, double lat) {
    return "{\"object\":\"%s\",\"time\":\"%s\",\"lon\":8,\"lat\":%s}".formatted(object, time, lat);
  }

  private void post(String body) {
    assertThat(cluster.http.send("POST", "/positions", body).status()).isBetween(202, 503);
  }

  @Test
  void positionsAreCountedByWayAndOutcome() {
    String a = position("a", TIME, 50);
    String wrong = position("x", TIME, 95);
    String early = position("x", "2999-01-01T00:00:00Z", 50);
    post("[" + a + "," + wrong + "," + a + "," + early + "," + position("b", TIME, 50) + "]");
    post("{\"object\":");
    try (StreamClient client = new StreamClient(cluster.uri())) {
      client.say("{\"type\":\"positions\",\"id\":\"1\",\"positions\":[" + a + "," + wrong + "]}");
      client.say("{\"type\":\"positions\",\"id\":\"2\",\"positions\":7}");
      Await.until("both are answered", () -> client.frames.size() == 2);
    }
    Metrics metrics = metrics();

    assertThat(metrics.of("positions_received_total{outcome=\"accepted\",way=\"http\"}"))
        .isEqualTo(2);
    assertThat(metrics.of("positions_received_total{outcome=\"malformed\",way=\"http\"}"))
        .isEqualTo(2);
    assertThat(metrics.of("positions_received_total{outcome=\"repeated\",way=\"http\"}")).isOne();
    assertThat(metrics.of("positions_received_total{outcome=\"future\",way=\"http\"}")).isOne();
    assertThat(metrics.of("positions_received_total{outcome=\"accepted\",way=\"websocket\"}"))
        .isOne();
    assertThat(metrics.of("positions_received_total{outcome=\"malformed\",way=\"websocket\"}"))
        .isEqualTo(2);
    assertThat(metrics.of("positions_received_total{outcome=\"accepted\",way=\"mqtt\"}")).isZero();
    assertThat(metrics.of("positions_published_total{outcome=\"confirmed\",region=\"fra\"}"))
        .isEqualTo(3);
    assertThat(metrics.of("positions_published_total{outcome=\"failed\",region=\"fra\"}")).isZero();
    assertThat(metrics.of("region_broker_up{region=\"sin\"}")).isOne();
    assertThat(metrics.of("region_consumers{region=\"fra\"}")).isOne();
    cluster.broker.close();
    post("[" + position("c", TIME, 50) + "]");
    assertThat(metrics().of("positions_received_total{outcome=\"unavailable\",way=\"http\"}"))
        .isOne();
    assertThat(metrics().of("positions_published_total{outcome=\"failed\",region=\"fra\"}"))
        .isOne();
  }

  @Test
  void clientsAndTheirFramesAreCounted() {
    Writing writing = new Writing(cluster.store.tracking());
    String cursor;
    int before;
    try (StreamClient client = new StreamClient(cluster.uri())) {
      client.subscribe("all", "").subscribe("f", "\"fences\":[\"f\"]");
      writing.write("fra", "a", "f");
      Await.until("both are live", () -> told(client, "all") == 1 && told(client, "f") == 1);
      before = client.crossings().size(); // one for both, or one for each
      writing.write("fra", "a", "f");
      writing.write("fra", "a", "g");
      Await.until("both came", () -> told(client, "all") == 3 && told(client, "f") == 2);
      Metrics metrics = metrics();
      assertThat(metrics.of("stream_clients{transport=\"websocket\"}")).isOne();
      assertThat(metrics.of("stream_clients{transport=\"events\"}")).isZero();
      assertThat(metrics.of("stream_subscriptions")).isEqualTo(2);
      assertThat(metrics.of("stream_subscriptions_started_total{from=\"now\"}")).isEqualTo(2);
      assertThat(metrics.of("crossings_read_total{reader=\"live\",region=\"fra\"}")).isEqualTo(3);
      assertThat(metrics.of("stream_frames_sent_total{frame=\"answer\"}")).isEqualTo(2);
      cursor = client.cursor();
    }
    Await.until("it is gone", () -> cluster.gateway.listening() == 0);
    try (StreamClient client = new StreamClient(cluster.uri())) {
      client.subscribe("\"cursor\":\"" + cursor + "\"");
    }
    Await.until("it is gone, too", () -> cluster.gateway.listening() == 0);
    Metrics metrics = metrics();
    assertThat(metrics.of("stream_frames_sent_total{frame=\"crossing\"}")).isEqualTo(before + 2);
    assertThat(metrics.of("stream_subscriptions_started_total{from=\"cursor\"}")).isOne();
    assertThat(metrics.of("stream_clients_ended_total{ending=\"gone\"}")).isEqualTo(2);
    assertThat(metrics.of("stream_clients_ended_total{ending=\"slow\"}")).isZero();
    assertThat(metrics.of("stream_clients{transport=\"websocket\"}")).isZero();
    assertThat(metrics.of("stream_subscriptions")).isZero();
  }

  private static long told(StreamClient client, String subscription) {
    return client.of("crossing").stream()
        .filter(frame -> frame.path("subscriptions").toString().contains('"' + subscription + '"'))
        .count();
  }

  @Test
  void formIsAsTheReaderAsks() {
    Reply open =
        cluster.http.get(
            "/metrics",
            "Accept",
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1");
    assertThat(open.header("Content-Type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.header("Cache-Control")).isEqualTo("no-store");
    assertThat(open.body())
        .contains("# TYPE meridian_positions_received counter\n")
        .contains("meridian_positions_received_total{")
        .endsWith("# EOF\n");
    assertThat(cluster.http.get("/metrics", "Accept", "text/html, */*;q=0.1").body())
        .doesNotContain("EOF");
    assertThat(cluster.http.get("/metrics", "Accept", "image/png").problem())
        .isEqualTo("not-acceptable");
    assertThat(cluster.http.send("HEAD", "/metrics", null).status()).isEqualTo(200);
  }

  @Test
  void serverOfMetricsServesNothingElse() {
    try (MetricsServer server =
        MetricsServer.start("127.0.0.1", 0, new PrometheusRegistry(), InstantSource.system())) {
      String url = server.uri().toString();
      assertThat(Metrics.at(url).samples()).isEmpty();
      assertThat(cluster.http.get(url.replace("/metrics", "/jobs")).problem())
          .isEqualTo("not-found");
    }
  }
}
