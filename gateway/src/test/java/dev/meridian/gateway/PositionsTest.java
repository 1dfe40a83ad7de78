package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Delivery;
import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Inbox;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Positions over HTTP, read back from the queues of their regions.
final class PositionsTest {
  private static final String TIME = "2026-01-01T12:00:00Z";

  private static final int BODY = 1 << 16;

  private final TestCluster cluster =
      new TestCluster(limits ->
          new GatewayConfig.Limits(
              BODY, 1 << 14, limits.waiting(), limits.longestWait(), limits.drain()));

  @AfterEach
  void close() {
    cluster.close();
  }

  private Reply post(String body, String... headers) {
    return cluster.http.send("POST", "/positions", body, headers);
  }

  private static String compact(String object, double lon) {
    return "{\"object\":\"%s\",\"time\":\"%s\",\"lon\":%s,\"lat\":50}".formatted(object, TIME, lon);
  }

  /// The objects whose positions wait in a region.
  private List<String> waiting(String region) {
    List<String> objects = new ArrayList<>();
    for (int partition = 0; partition < Partition.COUNT; partition++) {
      QueueName queue = QueueName.positions(region, partition);
      long depth = cluster.broker.depth(queue).ready();
      Inbox inbox = new Inbox(Delivery::ack);
      try (var _ = cluster.broker.consume(queue, 100, inbox)) {
        for (int i = 0; i < depth; i++) {
          PositionMessage.read(inbox.await(i).message(), region, Seal.NONE).positions().stream()
              .map(Position::object)
              .forEach(objects::add);
        }
      }
    }
    return objects;
  }

  @Test
  void positionsOfAllFormsReachTheirRegions() {
    String feature =
        """
        {"type": "Feature", "id": "f", "geometry": {"type": "Point", "coordinates": [8, 50]},
         "properties": {"time": "%s"}}
        """
            .formatted(TIME)
            .replace('\n', ' ');
    String all = "{\"type\":\"FeatureCollection\",\"features\":[" + feature + "]}";
    assertThat(post(compact("a", 8)).status()).isEqualTo(202);
    assertThat(post("[" + compact("b", 8) + "," + compact("c", -77) + "]").status()).isEqualTo(202);
    assertThat(post(all, "Content-Type", "application/geo+json").status()).isEqualTo(202);
    String lines = compact("d", 8) + "\n" + compact("e", 103);
    assertThat(post(lines, "Content-Type", "application/x-ndjson").status()).isEqualTo(202);
    String records = "\u001e" + feature + "\n\u001e" + compact("g", 8) + "\n";
    Reply reply = post(records, "Content-Type", "application/geo+json-seq; charset=utf-8");
    assertThat(reply.body()).isEqualTo("{\"accepted\":2,\"refused\":[]}");
    assertThat(
            post(
                    "{\"_type\":\"location\",\"tst\":1767268800,\"lat\":50,\"lon\":8}",
                    "X-Limit-U",
                    "jane",
                    "X-Limit-D",
                    "phone")
                .status())
        .isEqualTo(202);

    assertThat(waiting("fra"))
        .containsExactlyInAnyOrder("a", "b", "f", "d", "f", "g", "jane.phone");
    assertThat(waiting("iad")).containsExactly("c");
    assertThat(waiting("sin")).containsExactly("e");
  }

  @Test
  void answerSaysWhatWasRefusedAndWhy() {
    Reply reply =
        post("[" + compact("a", 8) + "," + compact("b", 181) + "," + compact("a", 8) + ",7]");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("accepted").asInt()).isEqualTo(1);
    JsonNode refused = reply.json().path("refused");
    assertThat(refused.path(0).toString())
        .isEqualTo(
            "{\"index\":1,\"object\":\"b\",\"reason\":\"longitude: 181.0"
                + " (expected: -180..180 degrees, longitude first)\"}");
    assertThat(refused.valueStream().map(r -> r.path("index").asInt())).containsExactly(1, 2, 3);
    assertThat(waiting("fra")).containsExactly("a");
  }

  @Test
  void nothingUsableIsAProblem() {
    Reply invalid = post("[" + compact("a", 200) + "]");
    assertThat(invalid.status()).isEqualTo(400);
    assertThat(invalid.problem()).isEqualTo("no-position");
    assertThat(invalid.json().at("/refused/0/object").asString()).isEqualTo("a");
    assertThat(post("[]").problem()).isEqualTo("no-position");
    assertThat(post("").problem()).isEqualTo("malformed-json");
    assertThat(post("{\"object\":").problem()).isEqualTo("malformed-json");
    assertThat(post(compact("a", 8), "Content-Type", "text/csv").problem())
        .isEqualTo("unsupported-media-type");
    assertThat(post("[" + compact("a", 8).replace("2026", "2999") + "]").problem())
        .isEqualTo("no-position");
    assertThat(post("{\"_type\":\"waypoint\"}").body())
        .isEqualTo("{\"accepted\":0,\"refused\":[]}");
  }

  @Test
  void bodyThatBreaksOffKeepsWhatCameBefore() {
    Reply reply = post("[" + compact("a", 8) + ",{\"object\"");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("accepted").asInt()).isEqualTo(1);
    assertThat(reply.json().at("/refused/0/reason").asString()).startsWith("document: line 1");
  }

  @Test
  void bodiesAreBounded() {
    String line = compact("a", 8) + " ".repeat(BODY / 2);
    assertThat(post("[" + line + "," + line + "]").problem()).isEqualTo("body-too-large");
    String twice = line + "\n" + line.replace("\"a\"", "\"b\"");
    assertThat(post(twice, "Content-Type", "application/x-ndjson").json())
        .isEqualTo(Json.read("{\"accepted\":2,\"refused\":[]}"));
    String many =
        IntStream.range(0, 10_050)
            .mapToObj(i -> compact("a" + i, 8))
            .collect(Collectors.joining("\n"));
    Reply reply = post(many, "Content-Type", "application/x-ndjson");
    assertThat(reply.json().path("accepted").asInt()).isEqualTo(10_000);
    assertThat(reply.json().at("/refused/0/index").asInt()).isEqualTo(10_000);
    assertThat(post((line + "\n").repeat(33), "Content-Type", "application/x-ndjson").problem())
        .isEqualTo("body-too-large");
  }

  @Test
  void brokerThatIsDownIsToBeTriedAgain() {
    cluster.broker.close();
    Reply reply = post("[" + compact("a", 8) + "," + compact("b", 200) + "]");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("2");
    assertThat(reply.json().path("refused").size()).isEqualTo(2);
    assertThat(reply.body()).contains("region fra: its broker is down");
  }
}
