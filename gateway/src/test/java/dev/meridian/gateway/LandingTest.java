package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.node.WorkerStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the gateway says of itself, its task types and its regions.
final class LandingTest {
  private static final String REL = "http://www.opengis.net/def/rel/ogc/1.0/";
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static JsonNode json(String path) {
    Reply reply = cluster.http.get(path);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void landingPageLinksToEverythingAndEveryLinkWorks() {
    JsonNode links = json("/").path("links");

    Set<String> rels =
        links.valueStream().map(l -> l.path("rel").asString()).collect(Collectors.toSet());
    assertThat(rels)
        .contains("self", "service-desc", REL + "conformance", REL + "processes", REL + "job-list");
    for (JsonNode link : links) {
      Reply reply = cluster.http.get(link.path("href").asString());
      assertThat(reply.status()).as(link.toString()).isEqualTo(200);
      assertThat(reply.header("Content-Type")).isEqualTo(link.path("type").asString());
    }
  }

  @Test
  void conformanceNamesTheClasses() {
    List<String> classes =
        json("/conformance").path("conformsTo").valueStream().map(JsonNode::asString).toList();

    String base = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/";
    assertThat(classes)
        .containsExactlyInAnyOrder(
            base + "core",
            base + "json",
            base + "ogc-process-description",
            base + "job-list",
            base + "dismiss");
  }

  @Test
  void processesAreListedUpToTheLimit() {
    assertThat(json("/processes").path("processes").size()).isEqualTo(7);
    JsonNode one = json("/processes?limit=1").path("processes");
    assertThat(one.size()).isEqualTo(1);
    assertThat(one.get(0).path("id").asString()).isEqualTo("echo");
    assertThat(one.get(0).path("jobControlOptions").toString())
        .isEqualTo("[\"sync-execute\",\"async-execute\",\"dismiss\"]");
    assertThat(one.get(0).path("links").get(0).path("href").asString())
        .isEqualTo(cluster.uri() + "/processes/echo");
  }

  @Test
  void echoIsDescribedAsTheTestSuiteWantsIt() {
    JsonNode echo = json("/processes/echo");
    JsonNode inputs = echo.path("inputs");

    assertThat(inputs.propertyNames())
        .containsExactly("stringInput", "arrayInput", "bboxInput", "mixedInput", "pause");
    assertThat(inputs.path("stringInput").path("minOccurs").asInt()).isEqualTo(1);
    assertThat(inputs.path("pause").path("minOccurs").asInt()).isZero();
    assertThat(inputs.path("bboxInput").path("schema").path("allOf").get(0).has("format")).isTrue();
    assertThat(inputs.path("mixedInput").path("schema").path("oneOf").size()).isEqualTo(2);
    assertThat(echo.path("outputs").propertyNames())
        .containsExactly("stringInput", "arrayInput", "bboxInput", "mixedInput");
  }

  @Test
  void fetchIsDescribedWithOneOutput() {
    assertThat(json("/processes/fetch").path("outputs").propertyNames()).containsExactly("result");
  }

  @Test
  void regionsAreGeoJsonWithHealth() {
    Reply reply = cluster.http.get("/regions");
    JsonNode fra = reply.json().path("features").get(0);

    assertThat(reply.header("Content-Type")).isEqualTo("application/geo+json");
    assertThat(fra.path("id").asString()).isEqualTo("fra");
    assertThat(fra.path("geometry").toString())
        .isEqualTo("{\"type\":\"Point\",\"coordinates\":[8.68,50.11]}");
    JsonNode health = fra.path("properties").path("health");
    assertThat(health.path("brokerUp").asBoolean()).isTrue();
    assertThat(health.path("workers").asInt()).isEqualTo(1);
    assertThat(health.path("queued").asInt()).isZero();
    assertThat(fra.path("properties").path("area").path("coordinates").get(0).get(0).size())
        .isEqualTo(5);
  }

  @Test
  void regionNamesItsWorkers() {
    Instant now = Instant.now();
    WorkerStatus worker =
        new WorkerStatus(
            "iad@host", List.of("iad"), List.of("echo"), "1", now, now, 4, 1, 7, false);
    cluster.store.workers().heartbeat(worker, Duration.ofMinutes(1));

    assertThat(
            json("/regions/iad").path("properties").path("workers").get(0).path("name").asString())
        .isEqualTo("iad@host");
    assertThat(json("/regions/fra").path("properties").path("workers").size()).isZero();
  }

  @Test
  void sourcesShowNoSecrets() {
    String body = cluster.http.get("/sources").body();

    assertThat(body).contains("fra-1").contains("\"home\":\"iad\"").contains("\"day\"");
    assertThat(body).doesNotContain("secret").doesNotContain("X-Key");
  }

  @Test
  void readinessTellsOfEachRegion() {
    JsonNode ready = json("/readyz");

    assertThat(ready.path("ready").asBoolean()).isTrue();
    assertThat(ready.path("store").path("up").asBoolean()).isTrue();
    assertThat(ready.path("streams").path("up").asBoolean()).isTrue();
    assertThat(ready.path("regions").valueStream().map(r -> r.path("id").asString()))
        .containsExactly("fra", "iad", "sin");
    assertThat(json("/healthz").path("status").asString()).isEqualTo("up");
  }

  @Test
  void headTellsWhatGetWould() {
    Reply get = cluster.http.get("/conformance");
    Reply head = cluster.http.send("HEAD", "/conformance", null);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo("" + get.body().length());
    assertThat(head.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void pagesOfOtherOriginsMayCall() {
    Reply preflight =
        cluster.http.send("OPTIONS", "/processes/echo/execution", null, "Origin", "https://a.test");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("OPTIONS, POST");
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Prefer");

    Reply get = cluster.http.get("/", "Origin", "https://a.test");
    assertThat(get.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(get.header("Access-Control-Expose-Headers")).contains("Location");
    assertThat(cluster.http.get("/").header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void keptConnectionAnswersAgain() throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (int i = 0; i < 3; i++) {
        write(socket, "HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(in.lines().takeWhile(line -> !line.isEmpty()).toList()).isNotEmpty();
      }
    }
  }

  @Test
  void nonsenseOnTheWireIsAProblemToo() throws IOException {
    assertProblem("NONSENSE\r\n\r\n", "malformed-request");
    assertProblem("GET /a/../../b HTTP/1.1\r\nHost: h\r\n\r\n", "malformed-request");
    assertProblem("GET / HTTP/1.1\r\n\r\n", "malformed-request");
    assertProblem(
        "GET /jobs?status=%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "invalid-parameter");
  }

  private static void assertProblem(String request, String problem) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      write(socket, request);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("problems/" + problem);
      assertThat(answer).doesNotContain("Jetty");
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port());
  }

  private static void write(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
