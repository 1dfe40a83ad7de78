package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.stream.Delivery;
import dev.meridian.gateway.stream.StreamBounds;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.LetterBounds;
import dev.meridian.wire.Message;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The API document says what the gateway does: every route, and documents as they are.
final class OpenApiTest {
  private static final JsonNode API = Json.read(LandingEndpoints.resource("openapi.json"));
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionHasARoute() {
    Set<String> described = new TreeSet<>();
    API.path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(m -> described.add(m.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    Set<String> routed = new TreeSet<>();
    Gateway.Collaborators with = cluster.collaborators();
    Delivery delivery = new Delivery(with.tracking(), Set::of, StreamBounds.STANDARD, with.clock());
    Gateway.routes(
            with,
            GatewayConfig.defaults(),
            new WaitingRoom(1),
            new AtomicBoolean(),
            new StreamEndpoint(
                delivery, true, () -> with.positions().intake(Way.WEBSOCKET, Instant.EPOCH)))
        .all()
        .forEach(
            route -> route.methods().keySet().forEach(m -> routed.add(m + " " + route.template())));

    assertThat(described).isEqualTo(routed);
  }

  @Test
  void everyReferenceHasATarget() {
    assertReferences(API);
  }

  private static void assertReferences(JsonNode node) {
    if (node.has("$ref")) {
      String pointer = node.path("$ref").asString().substring(1);
      assertThat(API.at(pointer).isMissingNode()).as(pointer).isFalse();
    }
    node.forEach(OpenApiTest::assertReferences);
  }

  @Test
  void documentsAreAsDescribed() {
    String id = cluster.http.job("fetch", "{\"inputs\":{\"sources\":[\"fra-1\",\"bad-1\"]}}");
    cluster.http.get("/jobs/" + id, "Prefer", "wait=10");

    cluster.http.send(
        "PUT",
        "/schedules/nightly",
        """
        {"type": "echo", "inputs": {"stringInput": "x"}, "cron": "30 2 * * *", "overlap": "skip"}
        """);
    cluster.http.send("POST", "/schedules/nightly/run", null);

    assertDescribed("landingPage", "/");
    assertDescribed("conformance", "/conformance");
    assertDescribed("processList", "/processes");
    assertDescribed("process", "/processes/fetch");
    assertDescribed("jobList", "/jobs");
    assertDescribed("statusInfo", "/jobs/" + id);
    assertDescribed("parts", "/jobs/" + id + "/parts");
    assertDescribed("routing", "/jobs/" + id + "/routing");
    assertDescribed("regions", "/regions");
    assertDescribed("region", "/regions/fra");
    assertDescribed("sources", "/sources");
    assertDescribed("schedules", "/schedules");
    assertDescribed("schedule", "/schedules/nightly");
    assertDescribed("nextTimes", "/schedules/nightly/next");
    Message message = new Message(Map.of("id", "t"), null, null, null, 0, new byte[1]);
    DeadLetter letter = DeadLetter.found(message, Instant.EPOCH);
    cluster.store.letters().add(letter, LetterBounds.STANDARD);
    assertDescribed("letterList", "/dead-letters");
    assertDescribed("letter", "/dead-letters/" + letter.head().id());
    assertDescribed("replays", cluster.http.send("POST", "/dead-letters/replay", "{}").json());
    assertDescribed("purged", cluster.http.send("POST", "/dead-letters/purge", "{}").json());
    String truck = "{\"object\":\"truck\",\"time\":1767268800,\"lon\":8,\"lat\":50}";
    String positions = "[" + truck + ",{}]";
    assertDescribed("positions", Json.read(positions));
    assertDescribed("position", Json.read(truck));
    assertDescribed("taken", cluster.http.send("POST", "/positions", positions).json());
    ObjectsTest.keep(cluster, "truck");
    assertDescribed("movingObjects", "/objects");
    assertDescribed("movingObject", "/objects/truck");
    ObjectNode depot = Json.object().put("type", "Feature").put("id", "depot");
    depot.putObject("geometry").put("type", "Point").putArray("coordinates").add(8.6).add(50.1);
    depot.putObject("properties").put("radius", 100).put("ttl", 3600);
    cluster.http.send("PUT", "/fences/depot", depot.toString());
    ObjectNode two = Json.object().put("type", "FeatureCollection");
    two.putArray("features").add(depot).add(Json.object());
    assertDescribed("fence", "/fences/depot");
    assertDescribed("fencePage", "/fences");
    assertDescribed("objectsInside", "/fences/depot/objects");
    assertDescribed("fencesPut", cluster.http.send("POST", "/fences", two.toString()).json());
    assertDescribed("health", "/healthz");
    assertDescribed("readiness", "/readyz");
    assertDescribed("problem", "/nothing");
    assertDescribed("problem", "/jobs/x");
  }

  private static void assertDescribed(String schema, String path) {
    assertDescribed(schema, cluster.http.get(path).json());
  }

  private static void assertDescribed(String schema, JsonNode document) {
    ObjectNode whole = Json.object().put("$ref", "#/components/schemas/" + schema);
    whole.set("components", API.path("components"));
    assertThat(JsonSchema.of(whole).check(document)).as(document.toString()).isEmpty();
  }
}
