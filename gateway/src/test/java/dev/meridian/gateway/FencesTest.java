package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fences over HTTP.
@SuppressWarnings("NullAway.Init")
final class FencesTest {
  private static final String SQUARE = "[[0,0],[1,0],[1,1],[0,1],[0,0]]";
  private static TestCluster cluster;
  private static Http http;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
    http = cluster.http;
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String circle(String members, double lon, String properties) {
    return """
    {"type": "Feature", %s "geometry": {"type": "Point", "coordinates": [%s, 50]},
     "properties": {"radius": 100%s}}
    """
        .formatted(members, lon, properties);
  }

  private static String named(String id) {
    return circle("\"id\": \"" + id + "\",", 8, "");
  }

  private static String polygon(String coordinates) {
    return """
    {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [%s]}, "properties": {}}
    """
        .formatted(coordinates);
  }

  private static Reply put(String id, String body, String... headers) {
    return http.send("PUT", "/fences/" + id, body, headers);
  }

  private static Reply post(String body, String... headers) {
    return http.send("POST", "/fences", body, headers);
  }

  @Test
  void fenceIsPutShownReplacedAndRemoved() {
    Reply made = put("a", circle("", 8, ", \"name\": \"A\", \"own\": {\"x\": [1]}"));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo(cluster.uri() + "/fences/a");
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(made.header("Content-Type")).isEqualTo("application/geo+json");
    assertThat(made.json().path("id").asString()).isEqualTo("a");
    assertThat(made.json().at("/properties/own/x/0").asInt()).isOne();
    assertThat(http.get("/fences/a").json()).isEqualTo(made.json());

    Reply again = put("a", made.json().toString());
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("version").asInt()).isEqualTo(2);
    assertThat(again.json().path("properties")).isEqualTo(made.json().path("properties"));
    assertThat(http.delete("/fences/a").status()).isEqualTo(204);
    assertThat(http.delete("/fences/a").problem()).isEqualTo("no-such-fence");
    assertThat(http.get("/fences/a").status()).isEqualTo(404);
    assertThat(put("a", named("a")).header("ETag")).isEqualTo("\"3\"");
  }

  @Test
  void conditionsKeepTwoAuthorsApart() {
    assertThat(put("c", named("c"), "If-Match", "*").problem()).isEqualTo("precondition-failed");
    assertThat(put("c", named("c"), "If-None-Match", "*").status()).isEqualTo(201);
    assertThat(put("c", named("c"), "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(put("c", named("c"), "If-Match", "\"1\"").status()).isEqualTo(200);
    Reply late = put("c", named("c"), "If-Match", "\"1\"");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.json().path("detail").asString()).contains("version: \"2\"");
    assertThat(put("c", named("c"), "If-Match", "\"7\", \"2\"").status()).isEqualTo(200);
    assertThat(put("c", named("c"), "If-Match", "W/\"3\"").status()).isEqualTo(412);
    assertThat(put("c", named("c"), "If-Match", "3").problem()).isEqualTo("invalid-header");
    assertThat(post(named("c"), "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(http.send("DELETE", "/fences/c", null, "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(http.get("/fences/c", "If-None-Match", "\"3\"").status()).isEqualTo(304);
    assertThat(http.get("/fences/c", "If-None-Match", "\"2\"").status()).isEqualTo(200);
    assertThat(http.send("DELETE", "/fences/c", null, "If-Match", "\"3\"").status()).isEqualTo(204);
  }

  @Test
  void fenceWithoutAnIdGetsOne() {
    Reply made = post(circle("", 8, ""));
    String id = made.json().path("id").asString();
    assertThat(id).hasSize(36);
    assertThat(made.header("Location")).endsWith("/fences/" + id);
    assertThat(http.get("/fences/" + id).status()).isEqualTo(200);
    assertThat(post(circle("\"id\": 17,", 8, "")).json().path("id").asString()).isEqualTo("17");
    assertThat(http.get("/fences/17").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zürich-Süd", "a:b,c@d+e&f=g'", "北京", "🚚", "~", "a..b", "!$(x)*"})
  void idMayBeOfAnyScript(String id) {
    Reply made = post(feature(id).toString());
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    Reply shown = http.get(made.header("Location"));
    assertThat(shown.status()).as(made.header("Location")).isEqualTo(200);
    assertThat(shown.json().path("id").asString()).isEqualTo(id);
    assertThat(http.delete(made.header("Location")).status()).isEqualTo(204);
  }

  private static ObjectNode feature(String id) {
    return ((ObjectNode) Json.read(circle("", 8, ""))).put("id", id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/b",
        "a b",
        "a%b",
        "a;b",
        "a?b",
        "a#b",
        "..",
        "a\u0000b",
        "a\\b",
        "a|b",
        "a\"b"
      })
  void idThatNoPathCanHoldIsRefused(String id) {
    Reply refused = post(feature(id).toString());
    assertThat(refused.problem()).as(refused.body()).isEqualTo("invalid-fence");
    assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[0,0],[1,0],[1,91],[0,0]]             | /geometry/coordinates/0/2 | [1,91]",
        "[[0,0],[1,0],[1,1],[0,1]]              | /geometry/coordinates/0/3 | first position again",
        "[[0,0],[1,0],[0,0]]                    | /geometry/coordinates/0   | at least 4 positions",
        "[[0,0],[1,\"x\"],[1,1],[0,0]]          | /geometry/coordinates/0/1 | [longitude, latitude]",
        "[[0,0],[1,0],[2,0],[0,0]]              | /geometry/coordinates/0   | ",
        "[]                                     | /geometry/coordinates/0   | ",
        "[[0,0],[9,0],[9,9],[0,0]],[[20,20],[21,20],[21,21],[20,20]] | /geometry/coordinates/0 |"
      })
  void refusalNamesTheCoordinate(String coordinates, String pointer, String detail) {
    Reply refused = put("bad", polygon(coordinates));
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("invalid-fence");
    assertThat(refused.json().at("/errors/0/pointer").asString()).startsWith("/geometry");
    if (detail != null) {
      assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
      assertThat(refused.json().path("detail").asString()).contains(detail);
    }
    assertThat(http.get("/fences/bad").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "1",
        "{}",
        "{\"type\": \"Feature\"}",
        "{\"type\": \"Feature\", \"geometry\": null, \"properties\": null}",
        "{\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [1, 2]}}",
        "{\"type\": \"Feature\", \"geometry\": {\"type\": \"LineString\", \"coordinates\": []}}",
        "{\"type\": \"FeatureCollection\"}",
        "{\"type\": \"FeatureCollection\", \"features\": []}",
        "{\"type\": \"FeatureCollection\", \"features\": [1, {}, null]}",
        "{\"type\": \"FeatureCollection\", \"features\": {\"a\": 1}}"
      })
  void documentThatIsNoFenceIsRefused(String body) {
    Reply refused = post(body);
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("invalid-fence");
    assertThat(refused.json().at("/errors/0").has("pointer")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"a\": NaN}", "[[[", "{} {}"})
  void bodyThatIsNoJsonIsRefused(String body) {
    assertThat(post(body).problem()).isEqualTo("malformed-json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "\"1\"", "1e99", "HUGE", "true", "[]"})
  void timeToLiveThatMakesNoSenseIsRefused(String ttl) {
    String given = ttl.replace("HUGE", "1" + "0".repeat(350));
    Reply refused = put("ttl", circle("", 8, ", \"ttl\": " + given));
    assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/properties/ttl");
  }

  @Test
  void actionThatCannotBeTakenIsRefusedByItsPlace() {
    ObjectNode fence = feature("a");
    ((ObjectNode) fence.get("properties")).putArray("actions").addObject().put("task", 7);
    Reply refused = post(fence.toString());
    assertThat(refused.problem()).as(refused.body()).isEqualTo("invalid-fence");
    assertThat(refused.body()).contains("/properties/actions/0/task");
  }

  @Test
  void timeToLiveSaysWhenTheFenceGoes() {
    Reply made = put("mayfly", circle("", 8, ", \"ttl\": 3600"));
    Instant expires = Instant.parse(made.json().path("expires").asString());
    assertThat(Duration.between(Instant.now(), expires))
        .isBetween(Duration.ofMinutes(58), Duration.ofMinutes(61));
  }

  @Test
  void otherContentTypesAreRefused() {
    assertThat(post(named("t"), "Content-Type", "text/xml").status()).isEqualTo(415);
    assertThat(post(named("t"), "Content-Type", "application/geo+json").status()).isEqualTo(201);
    assertThat(http.get("/fences", "Accept", "text/html").status()).isEqualTo(406);
    assertThat(put("other", named("t")).json().at("/errors/0/pointer").asString()).isEqualTo("/id");
  }

  @Test
  void collectionHasOneAnswer() {
    String body =
        """
        {"type": "FeatureCollection", "features": [%s, %s, %s, %s]}
        """
            .formatted(
                named("m1"), polygon("[[0,0],[1,0],[1,95],[0,0]]"), named("m1"), named("m2"));
    Reply put = post(body);
    assertThat(put.status()).as(put.body()).isEqualTo(201);
    assertThat(put.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(put.json().path("ids").valueStream().map(JsonNode::asString))
        .containsExactly("m1", "m2");
    assertThat(put.json().path("refused").valueStream().map(r -> r.path("index").asInt()))
        .containsExactly(1, 2);
    assertThat(put.json().at("/refused/0/pointer").asString())
        .isEqualTo("/features/1/geometry/coordinates/0/2");
    Reply again = post(body, "If-None-Match", "*");
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.json().path("detail").asString()).contains("(and 3 more)");
    assertThat(again.json().path("errors").size()).isEqualTo(4);
    assertThat(http.get("/fences/m2").json().path("version").asInt()).isOne();
  }

  @Test
  void pagesHoldEveryFenceOnce() {
    Set<String> put = new TreeSet<>();
    StringJoiner features = new StringJoiner(",");
    for (int i = 0; i < 25; i++) {
      put.add("page-" + i);
      features.add(named("page-" + i));
    }
    post("{\"type\": \"FeatureCollection\", \"features\": [" + features + "]}");
    List<String> seen = new ArrayList<>();
    for (String path = "/fences?limit=7"; !path.isEmpty(); ) {
      JsonNode page = http.get(path).json();
      assertThat(page.path("features").size()).isLessThanOrEqualTo(7);
      page.path("features").forEach(feature -> seen.add(feature.path("id").asString()));
      path = next(page);
    }
    assertThat(seen).doesNotHaveDuplicates().isSorted().containsAll(put);
  }

  private static String next(JsonNode page) {
    return page.path("links")
        .valueStream()
        .filter(link -> link.path("rel").asString().equals("next"))
        .map(link -> link.path("href").asString())
        .findFirst()
        .orElse("");
  }

  @Test
  void boxFindsTheFencesInIt() {
    put("fiji", circle("", 179.9999, ""));
    put("west", circle("", -170, ""));
    put("square", polygon(SQUARE));
    assertThat(in("179.5,49,-175,51")).containsExactly("fiji");
    assertThat(in("-180,49,-179.9995,51")).containsExactly("fiji");
    assertThat(in("0.5,0.5,0.6,0.6&limit=1")).containsExactly("square");
    assertThat(in("1.5,0.5,1.6,0.6")).isEmpty();
    put("square", circle("", 20, ""));
    assertThat(in("0.5,0.5,0.6,0.6")).as("where it was").isEmpty();
    assertThat(in("19.5,49,20.5,51")).as("where it is").containsExactly("square");
  }

  private static List<String> in(String box) {
    JsonNode page = http.get("/fences?bbox=" + box).json();
    return page.path("features").valueStream().map(f -> f.path("id").asString()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,10,1,5", "limit=0", "limit=x", "colour=red"})
  void questionThatMakesNoSenseIsRefused(String query) {
    assertThat(http.get("/fences?" + query).problem()).isEqualTo("invalid-parameter");
  }

  @Test
  void fenceOfAHundredThousandCornersIsTaken() {
    Reply large = put("large", polygon(ring(99_999)));
    assertThat(large.status()).isEqualTo(201);
    Reply larger = put("larger", polygon(ring(100_000)));
    assertThat(larger.json().path("detail").asString()).contains("at most 100000 positions");
    assertThat(http.get("/fences?limit=1000").status()).isEqualTo(200);
    http.delete("/fences/large");
  }

  private static String ring(int corners) {
    StringJoiner ring = new StringJoiner(",", "[", "]");
    for (int i = 0; i <= corners; i++) {
      double angle = 2 * Math.PI * (i % corners) / corners;
      ring.add("[" + 10 * Math.cos(angle) + "," + 10 * Math.sin(angle) + "]");
    }
    return ring.toString();
  }

  @Test
  void bodyThatIsTooLargeIsRefused() {
    Reply refused = post(" ".repeat(9 << 20));
    assertThat(refused.problem()).isEqualTo("body-too-large");
  }

  @Test
  void objectsInsideAreListed() {
    put("yard", named("yard"));
    List<ObjectStore.Step> steps = new ArrayList<>();
    for (String object : List.of("truck-1", "truck-2", "truck-3")) {
      var last =
          new Position(
              object,
              Instant.EPOCH,
              new LonLat(8, 50),
              0,
              0,
              Position.Motion.UNKNOWN,
              Json.object());
      steps.add(
          new ObjectStore.Step(
              object, 0, "{}", last, null, List.of(), Set.of("yard"), Set.of(), List.of()));
    }
    cluster.store.tracking().objects().commit("fra", steps, ObjectStore.Bounds.STANDARD);
    JsonNode page = http.get("/fences/yard/objects?limit=2").json();
    assertThat(page.path("objects").valueStream().map(JsonNode::asString))
        .containsExactly("truck-1", "truck-2");
    JsonNode rest = http.get(next(page)).json();
    assertThat(rest.path("objects").valueStream().map(JsonNode::asString))
        .containsExactly("truck-3");
    assertThat(next(rest)).isEmpty();
    assertThat(http.get("/fences/nowhere/objects").problem()).isEqualTo("no-such-fence");
  }
}
