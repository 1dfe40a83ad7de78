package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.gateway.stream.StreamBounds;
import dev.meridian.gateway.stream.Writing;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Metrics;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Crossings over WebSockets.
final class StreamTest {
  private static final Logger LOG = LoggerFactory.getLogger(StreamTest.class);
  private static final LonLat HERE = new LonLat(8, 50);
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

  private static StreamClient client() {
    return new StreamClient(cluster.uri());
  }

  /// A further gateway on the same store.
  private static Gateway another(StreamBounds bounds, boolean open) {
    GatewayConfig config = GatewayConfig.defaults().at("127.0.0.1", 0).with(bounds).open(open);
    return Gateway.start(config, cluster.collaborators());
  }

  @Test
  void positionsAreTakenOverTheWebSocket() {
    try (StreamClient client = client()) {
      client.say(
          """
          {"type":"positions","id":"p1","positions":[
            {"object":"bus","time":"2026-01-01T12:00:00Z","lon":8,"lat":50},
            {"object":"bus","time":"2026-01-01T12:00:01Z","lon":8,"lat":95}]}
          """);
      Await.until("it is answered", () -> !client.of("taken").isEmpty());
      JsonNode taken = client.of("taken").getFirst();
      assertThat(taken.path("id").asString()).isEqualTo("p1");
      assertThat(taken.path("accepted").asInt()).isEqualTo(1);
      assertThat(taken.at("/refused/0/index").asInt()).isEqualTo(1);
      assertThat(taken.at("/refused/0/reason").asString()).contains("latitude: 95");
      assertThat(cluster.broker.depth(QueueName.positions("fra", Partition.of("bus"))).ready())
          .isEqualTo(1);

      client.say("{\"type\":\"positions\",\"id\":\"p2\",\"positions\":7}");
      client.say("{\"type\":\"positions\",\"positions\":[]}");
      Await.until(
          "both are answered", () -> client.of("error").size() + client.of("taken").size() == 3);
      assertThat(client.of("error").getLast().path("detail").asString()).startsWith("id: missing");
    }
  }

  @Test
  void clientHearsWhatItsFiltersWant() {
    try (StreamClient client = client()) {
      client
          .subscribe("fence", "\"fences\":[\"f1\",\"f2\"]")
          .subscribe("group", "\"groups\":[\"ports\"],\"kinds\":[\"enter\"]")
          .subscribe("object", "\"objects\":[\"truck-*\",\"ship\"]")
          .subscribe("box", "\"bbox\":[179,-10,-179,10]")
          .subscribe("exits", "\"kinds\":[\"exit\"]");
      writing.write(Writing.enter("fra", 1, "x", "f1", HERE, "ports"));
      writing.write(Writing.enter("sin", 2, "truck-7", "f3", HERE));
      writing.write(Writing.enter("fra", 3, "x", "f3", HERE));
      writing.write(Writing.enter("fra", 4, "ship", "f3", new LonLat(-179.5, 5)));
      Await.until("all came", () -> client.crossings().size() == 3);

      assertThat(client.crossings())
          .containsExactlyInAnyOrder("x/f1/enter/1", "truck-7/f3/enter/2", "ship/f3/enter/4");
      assertThat(subscriptions(client, "x/f1/enter/1")).containsExactlyInAnyOrder("fence", "group");
      assertThat(subscriptions(client, "truck-7/f3/enter/2")).containsExactly("object");
      assertThat(subscriptions(client, "ship/f3/enter/4"))
          .containsExactlyInAnyOrder("object", "box");
      JsonNode crossing = client.of("crossing").getFirst().path("crossing");
      assertThat(crossing.path("kind").asString()).isEqualTo("enter");
      assertThat(crossing.path("region").asString()).isEqualTo("fra");

      client.say("{\"type\":\"unsubscribe\",\"id\":\"object\"}");
      Await.until("it is not any more", () -> !client.of("unsubscribed").isEmpty());
      writing.write(Writing.enter("fra", 5, "ship", "f3", HERE));
      writing.write(Writing.enter("fra", 6, "x", "f2", HERE));
      Await.until("the next came", () -> client.crossings().size() == 4);
      assertThat(client.crossings()).last().isEqualTo("x/f2/enter/6");
    }
  }

  private static List<String> subscriptions(StreamClient client, String id) {
    return client.of("crossing").stream()
        .filter(frame -> frame.path("crossing").path("id").asString().equals(id))
        .flatMap(frame -> frame.path("subscriptions").valueStream())
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void thousandClientsHearExactlyTheirOwn() {
    int many = 1_000;
    List<StreamClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < many; i++) {
        StreamClient client = client();
        clients.add(client);
        client.say("{\"type\":\"subscribe\",\"id\":\"s\"," + wish(i) + "}");
      }
      Await.until(
          "all are subscribed",
          Duration.ofSeconds(60),
          () -> clients.stream().allMatch(client -> !client.of("subscribed").isEmpty()));
      long started = System.nanoTime();
      for (int i = 0; i < many; i++) {
        writing.write(Writing.enter("fra", i, "mine", "of-" + i, square(i)));
        writing.write(Writing.enter("sin", i, "none", "of-none", new LonLat(-50, -50)));
      }
      Await.until(
          "all heard", Duration.ofSeconds(60), () -> clients.stream().allMatch(StreamTest::heard));
      double seconds = (System.nanoTime() - started) / 1e9;
      LOG.info("{} clients heard their own of {} crossings in {} s", many, 2 * many, seconds);
      writing.write("fra", "last", "of-0");
      Await.until("the last came", () -> clients.getFirst().crossings().size() == 2);
      for (int i = 1; i < many; i++) {
        assertThat(clients.get(i).crossings()).containsExactly("mine/of-" + i + "/enter/" + i);
      }
    } finally {
      clients.forEach(StreamClient::close);
    }
    Await.until("their places are free", () -> cluster.gateway.listening() == 0);
  }

  private static boolean heard(StreamClient client) {
    return !client.of("crossing").isEmpty();
  }

  private static String wish(int number) {
    LonLat at = square(number);
    return number % 2 == 0
        ? "\"fences\":[\"of-" + number + "\"]"
        : "\"bbox\":[%s,%s,%s,%s]"
            .formatted(at.lon() - 0.004, at.lat() - 0.004, at.lon() + 0.004, at.lat() + 0.004);
  }

  private static LonLat square(int number) {
    int row = number / 40;
    return new LonLat(100 + (number % 40) * 0.01, 20 + row * 0.01);
  }

  @Test
  void anotherGatewayGoesOnFromTheCursor() {
    List<String> expected = new ArrayList<>();
    List<String> heard = new ArrayList<>();
    String cursor;
    try (Gateway first = another(StreamBounds.STANDARD, true);
        StreamClient client = new StreamClient(first.uri()).subscribe("\"objects\":[\"away\"]")) {
      for (int i = 0; i < 20; i++) {
        expected.add(writing.write("fra", "away", "f" + i).id());
      }
      Await.until("some came", () -> client.crossings().size() > 5);
      first.drain();
      Await.until("it is sent away", () -> client.closeCode != 0);
      assertThat(client.closeCode).isEqualTo(1001);
      heard.addAll(client.crossings());
      cursor = client.cursor();
    }
    for (int i = 0; i < 20; i++) {
      expected.add(writing.write("sin", "away", "g" + i).id());
    }
    try (Gateway second = another(StreamBounds.STANDARD, true);
        StreamClient client =
            new StreamClient(second.uri())
                .subscribe("\"objects\":[\"away\"],\"cursor\":\"" + cursor + "\"")) {
      expected.add(writing.write("fra", "away", "h").id());
      Await.until("all came", () -> client.crossings().contains(expected.getLast()));
      heard.addAll(client.crossings());
    }
    assertThat(heard).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void slowClientIsToldToComeBackAndMissesNothing() {
    Duration ages = Duration.ofMinutes(10); // so that it reads on before it is cut
    StreamBounds bounds = StreamBounds.STANDARD.withQueued(50).withTimes(ages, ages);
    try (Gateway gateway = another(bounds, true);
        StreamClient slow = new StreamClient(gateway.uri(), 1);
        StreamClient quick = new StreamClient(gateway.uri())) {
      slow.subscribe("\"objects\":[\"bulk\"]");
      quick.subscribe("\"fences\":[\"last\"]");
      String padding = "p".repeat(10_000);
      for (int i = 0; i % 50 != 0 || slowEnds(gateway) == 0; i++) {
        assertThat(i).isLessThan(20_000);
        writing.write(Writing.enter("fra", i, "bulk", "f", HERE, padding));
      }
      String last = writing.write("fra", "bulk", "last").id();
      Await.until("the quick one hears", () -> quick.crossings().size() == 1);
      slow.readOn();
      Await.until("it knows", () -> slow.closeCode != 0 || slow.error != null);
      assertThat(slow.closeCode).as("%s", slow.error).isEqualTo(1013);
      assertThat(slow.closeReason).contains("cursor");
      Await.until("the slow one is gone", () -> gateway.listening() == 1);
      int heard = slow.crossings().size();
      try (StreamClient again = new StreamClient(gateway.uri())) {
        again.subscribe("\"objects\":[\"bulk\"],\"cursor\":\"" + slow.cursor() + "\"");
        Await.until("the rest came", () -> again.crossings().contains(last));
        assertThat(again.crossings()).first().isEqualTo("bulk/f/enter/" + heard);
      }
    }
  }

  private static long slowEnds(Gateway gateway) {
    return Metrics.at(gateway.uri() + "/metrics").of("stream_clients_ended_total{ending=\"slow\"}");
  }

  @Test
  void nonsenseIsAnsweredInWords() {
    try (StreamClient client = client()) {
      List<String> frames =
          List.of(
              "no json",
              "[]",
              "{\"type\":\"subscrib\",\"id\":\"a\"}",
              "{\"type\":\"subscribe\"}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"fence\":[\"f\"]}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"fences\":\"f\"}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"kinds\":[\"entr\"]}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"objects\":[\"a*b\"]}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"bbox\":[1,2,3]}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"bbox\":[1,2,3,999]}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"bbox\":[1,2,3,1" + "0".repeat(350) + "]}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"cursor\":\"fra\"}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"cursor\":7}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"positions\":1}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"crossings\":0}",
              "{\"type\":\"subscribe\",\"id\":\"a\",\"crossings\":false}",
              "{\"type\":\"unsubscribe\",\"id\":\"a\"}",
              "{\"type\":\"subscribe\",\"id\":\"" + "x".repeat(70_000) + "\"}");
      for (int i = 0; i < frames.size(); i++) {
        client.say(frames.get(i));
        assertThat(client.nextError(i)).as(frames.get(i)).matches("(?s).+: .+ \\(expected: .+\\)");
      }
      client.sayBinary();
      assertThat(client.nextError(frames.size())).isEqualTo("frame: binary (expected: text)");
      assertThat(client.of("error").get(2).path("detail").asString())
          .contains("did you mean subscribe");
      client.subscribe("a", "");
      assertThat(client.closeCode).isZero();
    }
  }

  @Test
  void subscriptionsOfOneClientAreBounded() {
    int asked = 300;
    try (StreamClient client = client()) {
      for (int i = 0; i < asked; i++) {
        client.say("{\"type\":\"subscribe\",\"id\":\"s" + i + "\",\"fences\":[\"never\"]}");
      }
      Await.until(
          "all are answered",
          () -> client.of("error").size() + client.of("subscribed").size() == asked);
      assertThat(client.of("subscribed")).hasSize(StreamBounds.SUBSCRIPTIONS);
      assertThat(client.nextError(0)).contains("at most " + StreamBounds.SUBSCRIPTIONS);
    }
  }

  @Test
  void oneClientTooManyIsToldToComeBack() {
    try (Gateway gateway = another(StreamBounds.STANDARD.withStreams(1), true);
        StreamClient first = new StreamClient(gateway.uri()).subscribe("");
        Http http = new Http(gateway.uri())) {
      assertThatThrownBy(() -> new StreamClient(gateway.uri()))
          .isInstanceOf(CompletionException.class);
      assertThat(http.get("/stream").problem()).isEqualTo("too-many-waiting");
      first.abort();
      Await.until("the place is free", () -> gateway.listening() == 0);
    }
  }

  @Test
  void pagesOfOtherOriginsAreKeptOutWhereTheGatewayIsNotOpen() {
    try (Gateway closed = another(StreamBounds.STANDARD, false)) {
      assertThatThrownBy(() -> new StreamClient(closed.uri(), "Origin", "https://evil.example"))
          .isInstanceOf(CompletionException.class);
      try (StreamClient own = new StreamClient(closed.uri(), "Origin", closed.uri().toString());
          StreamClient any = new StreamClient(cluster.uri(), "Origin", "https://other.example")) {
        own.subscribe("");
        any.subscribe("");
      }
    }
  }

  @Test
  void pagesOfTheGatewayAreLetInByEachOfItsNames() {
    GatewayConfig config =
        GatewayConfig.defaults()
            .at("127.0.0.1", 0)
            .calledBy(URI.create("https://maps.example"))
            .open(false);
    try (Gateway gateway = Gateway.start(config, cluster.collaborators())) {
      URI here = URI.create("http://127.0.0.1:" + gateway.port());
      for (String own :
          List.of("https://maps.example", "https://MAPS.example:443", here.toString())) {
        try (StreamClient client = new StreamClient(here, "Origin", own)) {
          client.subscribe("");
        }
      }
      for (String other :
          List.of("https://evil.example", "http://maps.example", "http://127.0.0.1:1", "null")) {
        assertThatThrownBy(() -> new StreamClient(here, "Origin", other))
            .as(other)
            .isInstanceOf(CompletionException.class);
      }
    }
  }

  @Test
  void whoWantsPositionsOnlyIsToldNoCrossings() {
    try (StreamClient client = client()) {
      client.subscribe("map", "\"crossings\":false,\"positions\":true");
      client.subscribe("all", "");
      String id = writing.write("fra", "of-map", "f").id();
      Await.until("it came", () -> client.crossings().contains(id));
      cluster.store.tracking().positions().tell(List.of(position("of-map", 1, 8)));
      Await.until("it is shown", () -> !client.of("positions").isEmpty());

      assertThat(client.of("subscribed").getFirst().has("cursor")).isFalse();
      assertThat(client.of("crossing"))
          .allMatch(frame -> frame.path("subscriptions").toString().equals("[\"all\"]"));
    }
  }

  @Test
  void ofManyObjectsEachOneIsShown() {
    int objects = 2_500;
    try (StreamClient client = client()) {
      client.subscribe("\"objects\":[\"ship-*\"],\"positions\":true");
      cluster
          .store
          .tracking()
          .positions()
          .tell(IntStream.range(0, objects).mapToObj(i -> position("ship-" + i, 1, 8)).toList());
      Await.until(
          "all are shown",
          () ->
              client.of("positions").stream()
                      .flatMap(frame -> frame.path("positions").valueStream())
                      .map(row -> row.path(0).asString())
                      .distinct()
                      .count()
                  == objects);
      assertThat(client.of("positions")).allMatch(frame -> frame.path("positions").size() <= 1_000);
    }
  }

  @Test
  void positionsCoalesceAndAreFiltered() {
    try (StreamClient client = client()) {
      client.subscribe("\"objects\":[\"bus-*\"],\"bbox\":[0,40,20,60],\"positions\":true");
      for (int i = 0; i < 500; i++) {
        cluster
            .store
            .tracking()
            .positions()
            .tell(
                List.of(position("bus-1", i, 8), position("bus-2", i, 30), position("car", i, 8)));
      }
      Await.until("the last came", () -> lastSeq(client) == 499);

      assertThat(client.of("positions").size()).isLessThan(50);
      assertThat(client.of("positions").toString()).doesNotContain("bus-2", "car");
    }
  }

  private static long lastSeq(StreamClient client) {
    List<JsonNode> frames = client.of("positions");
    return frames.isEmpty() ? -1 : frames.getLast().path("positions").path(0).path(5).asLong();
  }

  private static Position position(String object, int seq, double lon) {
    return new Position(
        object,
        Instant.ofEpochSecond(seq),
        new LonLat(lon, 50),
        0,
        seq,
        Position.Motion.UNKNOWN,
        Json.object());
  }
}
