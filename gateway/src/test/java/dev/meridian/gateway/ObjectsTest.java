package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Moving objects over HTTP.
final class ObjectsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private static Position at(String object, int second, double lon) {
    Motion motion = new Motion(7.5, null, 100.0);
    return new Position(
        object,
        NOON.plusSeconds(second),
        new LonLat(lon, 50),
        5,
        0,
        motion,
        Json.object().put("line", "12"));
  }

  /// An object that one position is known of.
  static void keep(TestCluster cluster, String object) {
    keep(cluster, object, Set.of(), at(object, 0, 8));
  }

  private void keep(String object, Position... track) {
    keep(cluster, object, Set.of(), track);
  }

  private static void keep(
      TestCluster cluster, String object, Set<String> inside, Position... track) {
    ObjectStore objects = cluster.store.tracking().objects();
    Position last = track[track.length - 1];
    Step step = new Step(object, 0, "", last, null, List.of(track), inside, Set.of(), List.of());
    assertThat(objects.commit("fra", List.of(step), Bounds.STANDARD).getFirst())
        .isEqualTo(new ObjectStore.Outcome.Done(1));
  }

  private static List<String> ids(JsonNode page) {
    return page.path("features").valueStream().map(f -> f.path("id").asString()).toList();
  }

  @Test
  void objectIsShownWithItsFencesAndItsTrack() {
    keep(cluster, "bus~ä", Set.of("port", "park"), at("bus~ä", 0, 8), at("bus~ä", 60, 8.5));
    Reply reply = cluster.http.get("/objects/bus%7E%C3%A4");
    assertThat(reply.header("Content-Type")).isEqualTo("application/geo+json");
    JsonNode bus = reply.json();
    assertThat(bus.path("geometry").toString())
        .isEqualTo("{\"type\":\"Point\",\"coordinates\":[8.5,50.0,100.0]}");
    assertThat(bus.path("properties"))
        .isEqualTo(
            Json.read(
                """
                {"time": "2026-01-01T12:01:00Z", "accuracy": 5.0, "speed": 7.5, "altitude": 100.0,
                 "attributes": {"line": "12"}, "region": "fra", "version": 1,
                 "inside": ["park", "port"]}
                """));
    assertThat(bus.path("temporalGeometry"))
        .isEqualTo(
            Json.read(
                """
                {"type": "MovingPoint",
                 "datetimes": ["2026-01-01T12:00:00Z", "2026-01-01T12:01:00Z"],
                 "coordinates": [[8.0, 50.0, 100.0], [8.5, 50.0, 100.0]],
                 "interpolation": "Linear"}
                """));
    assertThat(bus.at("/links/0/href").asString()).endsWith("/objects/bus%7E%C3%A4");
  }

  @Test
  void trackBeginsAndEndsAsAsked() {
    keep("bus", at("bus", 0, 8), at("bus", 60, 8.5), at("bus", 120, 9));
    JsonNode last = cluster.http.get("/objects/bus?limit=1").json();
    assertThat(last.at("/temporalGeometry/coordinates").size()).isEqualTo(1);
    assertThat(last.at("/properties/inside").size()).isZero();
    JsonNode since = cluster.http.get("/objects/bus?since=2026-01-01T13:01:00%2B01:00").json();
    assertThat(since.at("/temporalGeometry/datetimes/0").asString())
        .isEqualTo("2026-01-01T12:01:00Z");
    JsonNode none = cluster.http.get("/objects/bus?since=2026-01-02T00:00:00Z").json();
    assertThat(none.has("temporalGeometry")).isFalse();
  }

  @Test
  void objectsAreListedPageByPageAndByBox() {
    for (int i = 0; i < 5; i++) {
      keep("bus-" + i, at("bus-" + i, 0, i * 10));
    }
    JsonNode first = cluster.http.get("/objects?limit=3").json();
    assertThat(ids(first)).containsExactly("bus-0", "bus-1", "bus-2");
    String next =
        first
            .path("links")
            .valueStream()
            .filter(link -> link.path("rel").asString().equals("next"))
            .findFirst()
            .orElseThrow()
            .path("href")
            .asString();
    JsonNode second = cluster.http.get(next).json();
    assertThat(ids(second)).containsExactly("bus-3", "bus-4");
    assertThat(second.path("links").size()).isEqualTo(1);
    assertThat(ids(cluster.http.get("/objects?bbox=5,49,25,51").json()))
        .containsExactly("bus-1", "bus-2");
    assertThat(ids(cluster.http.get("/objects?bbox=35,49,5,51").json()))
        .containsExactly("bus-0", "bus-4");
  }

  @Test
  void objectIsForgotten() {
    keep("bus", at("bus", 0, 8));
    assertThat(cluster.http.delete("/objects/bus").status()).isEqualTo(204);
    assertThat(cluster.http.delete("/objects/bus").problem()).isEqualTo("no-such-object");
    assertThat(cluster.http.get("/objects/bus").problem()).isEqualTo("no-such-object");
  }

  @Test
  void objectIsFoundWhateverSignsItsIdHas() {
    List<String> ids =
        List.of("a#b", "a?b", "a%b", "a%2Fb", "a;b", "a\"b", "<i>", "a\\b", "a+b", "ä");
    ids.forEach(id -> keep(id, at(id, 0, 8)));
    for (String id : ids) {
      String path = "/objects/" + URLEncoder.encode(id, UTF_8);
      assertThat(cluster.http.get(path).json().path("id").asString()).isEqualTo(id);
      assertThat(cluster.http.delete(path).status()).as(id).isEqualTo(204);
      assertThat(cluster.http.get(path).problem()).as(id).isEqualTo("no-such-object");
    }
    assertThat(cluster.http.get("/objects/%2E%2E").status()).isEqualTo(400);
  }

  @Test
  void whatFollowsASemicolonIsPartOfTheId() {
    keep("bus", at("bus", 0, 8));
    assertThat(cluster.http.delete("/objects/bus;a=1").problem()).isEqualTo("no-such-object");
    assertThat(cluster.http.get("/objects/bus").status()).isEqualTo(200);
    assertThat(cluster.http.delete("/fences/bus;a=1").problem()).isEqualTo("no-such-fence");
  }

  @Test
  void queriesThatMakeNoSenseAreRefused() {
    for (String query :
        List.of("?bbox=1,2,3", "?bbox=1,2,3,x", "?bbox=1,95,3,96", "?limit=0", "?box=1")) {
      assertThat(cluster.http.get("/objects" + query).problem())
          .as(query)
          .isEqualTo("invalid-parameter");
    }
    keep("bus", at("bus", 0, 8));
    assertThat(cluster.http.get("/objects/bus?since=noon").problem())
        .isEqualTo("invalid-parameter");
  }
}
