package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.ScenarioHttp.Reply;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;

/// What Meridian promises, from an HTTP request to the values in real documents, whatever broker
/// and store are behind it. The expected values are the facts in the documents' README.
@TestInstance(Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
abstract class ScenarioContract {
  /// Six documents in six formats, two in each region.
  static final String SIX =
      """
      {"inputs": {"sources": [
        {"source": "earthquakes", "filter": "mag >= 4.5", "sort": "-mag",
         "fields": ["id", "mag", "place"]},
        {"source": "airports", "filter": "country = 'Germany'", "fields": ["iata", "name"]},
        {"source": "ride", "select": "//trk", "simplify": 5},
        {"source": "vehicles", "filter": "route_id = '7'", "fields": ["trip_id", "stop_id"]},
        {"source": "ports", "filter": "country = 'Norway'", "fields": ["key", "name"]},
        {"source": "countries", "sort": "-area", "fields": {"name": "@name.common", "area": "@area"}}
      ]}}
      """;

  static final String TIMETABLE =
      """
      {"inputs": {"source": "timetable", "limit": 3}}
      """;

  private static final Map<String, Expected> SOURCES =
      Map.of(
          "earthquakes", new Expected("demo-iad", 554_644, 44),
          "airports", new Expected("demo-fra", 635_482, 86),
          "ride", new Expected("demo-fra", 311_125, 1),
          "vehicles", new Expected("demo-iad", 87_856, 25),
          "ports", new Expected("demo-sin", 502_150, 56),
          "countries", new Expected("demo-sin", 565_963, 194));

  /// What is known of a part of [#SIX].
  ///
  /// @param region where it runs
  /// @param bytes of its document
  /// @param count of records in its answer
  private record Expected(String region, int bytes, int count) {}

  private ScenarioCluster cluster;
  ScenarioHttp http;

  /// Starts a gateway and workers.
  abstract ScenarioCluster start();

  @BeforeAll
  final void startCluster() {
    cluster = start();
    http = cluster.http();
  }

  @AfterEach
  void releaseAll() {
    cluster.release("ports.json");
    cluster.release("countries.xml");
  }

  @AfterAll
  final void stopCluster() {
    cluster.close();
  }

  @Test
  void waitingClientGetsTheRowsOfAnHtmlTable() {
    Reply reply = http.execute("fetch", TIMETABLE).expect(200);

    assertThat(reply.json().path("count").asInt()).isEqualTo(3);
    JsonNode first = reply.json().path("records").get(0);
    assertThat(first.path("Penn Station NYK").asString()).isEqualTo("00:27");
    assertThat(first.path("Grand Central GCT").asString()).isEqualTo("-");
    assertThat(first.path("Port Washington PWS").asString()).isEqualTo("01:15");
    assertThat(reply.header("Link")).matches("<http://.*/jobs/[^>]+>; rel=\"monitor\"");
    String job = reply.header("Link").replaceFirst("<(.*)>.*", "$1");
    JsonNode status = http.get(job).expect(200).json();
    assertThat(status.path("status").asString()).isEqualTo("successful");
    assertThat(status.path("regions").toString())
        .isEqualTo("[{\"id\":\"demo-iad\",\"done\":1,\"total\":1}]");
  }

  @Test
  void fencesAnswerForPointsAndTracks() {
    String fences =
        """
        {"inputs": {
          "fences": {"value": {"type": "FeatureCollection", "features": [
            {"type": "Feature", "id": "port", "properties": {"radius": 2000, "exitBuffer": 0},
             "geometry": {"type": "Point", "coordinates": [180, 0]}}]}},
          "points": [[-179.99, 0], [9, 9]],
          "track": [{"time": "2026-11-22T10:00:00Z", "lon": 179.96, "lat": 0},
                    {"time": "2026-11-22T10:01:00Z", "lon": -179.96, "lat": 0}]}}
        """;
    JsonNode answer = http.execute("geofence", fences).expect(200).json();
    assertThat(answer.path("points").toString()).isEqualTo("[[\"port\"],[]]");
    assertThat(answer.path("crossings").get(0).path("kind").asString()).isEqualTo("cross");
  }

  @Test
  void sixSourcesArriveOneByOneFromThreeRegions() {
    cluster.hold("ports.json", "countries.xml");
    String id = http.job("fetch", SIX);
    Map<String, JsonNode> parts = new HashMap<>();
    poll(id, parts, 4);
    assertThat(parts.keySet()).doesNotContain("ports", "countries");
    cluster.release("countries.xml");
    poll(id, parts, 5);
    assertThat(parts.keySet()).contains("countries").doesNotContain("ports");
    cluster.release("ports.json");
    poll(id, parts, 6);
    assertThat(parts.keySet()).isEqualTo(SOURCES.keySet());
    SOURCES.forEach((source, expected) -> assertPart(part(parts, source), expected));
    assertValues(parts);
    JsonNode job = http.awaitJob(id);
    assertThat(job.path("status").asString()).isEqualTo("successful");
    assertThat(job.path("regions").toString())
        .isEqualTo(
            "[{\"id\":\"demo-fra\",\"done\":2,\"total\":2},{\"id\":\"demo-iad\",\"done\":2,\"total\":2},"
                + "{\"id\":\"demo-sin\",\"done\":2,\"total\":2}]");
  }

  /// Polls, after the parts that are there already, until this many are.
  private void poll(String id, Map<String, JsonNode> parts, int wanted) {
    while (parts.size() < wanted) {
      String path = "/jobs/" + id + "/parts?after=" + parts.size();
      JsonNode page = http.get(path, "Prefer", "wait=20").expect(200).json();
      List<JsonNode> news = page.path("parts").valueStream().toList();
      assertThat(news).as("a poll that waits brings something: " + page).isNotEmpty();
      news.forEach(part -> assertThat(parts.put(part.path("label").asString(), part)).isNull());
      assertThat(page.path("next").asString()).isEqualTo(Integer.toString(parts.size()));
      assertThat(page.path("complete").asBoolean()).isEqualTo(parts.size() == 6);
      assertThat(page.path("total").asInt()).isEqualTo(6);
      assertThat(page.path("done").asInt()).isBetween(parts.size(), wanted);
    }
  }

  private static void assertPart(JsonNode part, Expected expected) {
    assertThat(part.path("status").asString()).as(part.toString()).isEqualTo("successful");
    assertThat(part.path("region").asString()).isEqualTo(expected.region);
    assertThat(part.path("worker").asString()).startsWith(expected.region + "@");
    assertThat(part.path("attempt").asInt()).isEqualTo(1);
    assertThat(part.path("report").path("bytesIn").asInt()).isEqualTo(expected.bytes);
    assertThat(part.path("value").path("count").asInt()).isEqualTo(expected.count);
  }

  private static void assertValues(Map<String, JsonNode> parts) {
    assertThat(records(parts, "earthquakes").get(0).toString())
        .isEqualTo("{\"id\":\"us1000chhc\",\"mag\":6.4,\"place\":\"22km NNE of Hualian, Taiwan\"}");
    assertThat(records(parts, "airports").toString())
        .contains("{\"iata\":\"FRA\",\"name\":\"Frankfurt am Main International Airport\"}");
    assertThat(records(parts, "ride").get(0).path("points").asInt()).isEqualTo(2_000);
    assertThat(records(parts, "vehicles").toString())
        .contains("{\"trip_id\":\"XL0S1-7-1064-S300_047300_7..N35R\",\"stop_id\":\"701N\"}");
    assertThat(records(parts, "ports").toString()).contains("\"name\":\"Oslo\"");
    assertThat(records(parts, "countries").get(0).toString())
        .isEqualTo("{\"name\":\"Russia\",\"area\":17098242}");
  }

  private static JsonNode records(Map<String, JsonNode> parts, String label) {
    return part(parts, label).path("value").path("records");
  }

  private static JsonNode part(Map<String, JsonNode> parts, String label) {
    return Objects.requireNonNull(parts.get(label), label);
  }

  /// Two sources in two regions, another that may fail, then what is merged of them.
  private static String merged(String third, String rule) {
    return """
    {"inputs": {"canvas": {
      "chord": [
        {"task": "fetch", "inputs": {"source": "earthquakes", "limit": 1, "fields": ["id"]}},
        {"task": "fetch", "inputs": {"sources": ["ports", "%s"], "limit": 2}}],
      "body": {"task": "merge", "options": {"near": [8.7, 50.1]}}%s}}}
    """
        .formatted(third, rule);
  }

  @Test
  void canvasMergesWhatItsPartsFetched() {
    Reply reply = http.execute("canvas", merged("airports", "")).expect(200);

    assertThat(reply.json().valueStream().map(value -> value.path("count").asInt()))
        .containsExactly(1, 2, 2);
    String job = reply.header("Link").replaceFirst("<(.*)>.*", "$1");
    assertThat(http.get(job).json().path("status").asString()).isEqualTo("successful");
    assertThat(http.get(job).json().path("regions").toString())
        .isEqualTo(
            "[{\"id\":\"demo-fra\",\"done\":2,\"total\":2},{\"id\":\"demo-iad\",\"done\":1,\"total\":1},"
                + "{\"id\":\"demo-sin\",\"done\":1,\"total\":1}]");
    assertThat(http.get(job + "/results").expect(200).json()).isEqualTo(reply.json());
  }

  @Test
  void canvasHandsValuesFromStepToStep() {
    Reply reply =
        http.execute(
            "canvas",
            """
            {"inputs": {"canvas": {"chain": [
              {"chunks": {"task": "echo", "options": {"region": "demo-sin"}}, "size": 2,
               "items": [{"stringInput": "a"}, {"stringInput": "b"}, {"stringInput": "c"}]},
              {"task": "merge"},
              {"map": {"task": "merge", "alone": true}, "items": [{"values": [1]}, {"values": []}]},
              {"task": "merge"}]}}}
            """);
    assertThat(reply.expect(200).json().toString()).isEqualTo("[[1],[]]");
    String job = reply.header("Link").replaceFirst("<(.*)>.*", "$1");
    JsonNode parts = http.get(job + "/parts").expect(200).json().path("parts");
    assertThat(parts.size()).isEqualTo(6);
    assertThat(parts.valueStream().filter(p -> p.path("label").asString().equals("merge 2")))
        .singleElement()
        .extracting(part -> part.path("value").toString())
        .isEqualTo("[[{\"stringInput\":\"a\"},{\"stringInput\":\"b\"}],[{\"stringInput\":\"c\"}]]");
  }

  @Test
  void callerOfACanvasChoosesWhatBecomesOfFailures() {
    String id = http.job("canvas", merged("broken", ", \"onFailure\": {\"atLeast\": 2}"));
    Reply failed = http.execute("canvas", merged("broken", "")).expect(502);
    assertThat(failed.problem()).isEqualTo("source-failed");

    JsonNode results = http.get("/jobs/" + id + "/results", "Prefer", "wait=30").expect(200).json();
    assertThat(results.valueStream().map(value -> value.path("count").asInt(-1)))
        .containsExactly(1, 2, -1);
    JsonNode job = http.awaitJob(id);
    assertThat(job.path("status").asString()).isEqualTo("successful");
    assertThat(job.path("parts").toString()).isEqualTo("{\"done\":4,\"failed\":1,\"total\":4}");
  }

  @Test
  void cancelledCanvasEndsWhatRunsAndWhatWouldFollow() {
    String id =
        http.job(
            "canvas",
            """
            {"inputs": {"canvas": {"chain": [
              {"chord": [{"task": "echo", "inputs": {"stringInput": "x"}},
                         {"task": "echo", "inputs": {"stringInput": "y", "pause": 60}}],
               "body": {"task": "merge"}},
              {"task": "merge"}]}}}
            """);
    Await.until(
        "one part is done", () -> http.get("/jobs/" + id).json().at("/parts/done").asInt() == 1);

    http.delete("/jobs/" + id).expect(200);
    JsonNode parts = http.get("/jobs/" + id).json().path("parts");
    assertThat(parts.toString()).isEqualTo("{\"done\":4,\"failed\":3,\"total\":4}");
    assertThat(http.get("/jobs/" + id + "/results").expect(410).problem())
        .isEqualTo("job-dismissed");
  }

  @Test
  void routingSaysWhereEachTaskWentAndWhy() {
    String id = http.job("fetch", SIX);
    JsonNode routing = http.get("/jobs/" + id + "/routing").expect(200).json();

    assertThat(routing.path("tasks").size()).isEqualTo(6);
    for (JsonNode task : routing.path("tasks")) {
      String source = task.path("label").asString();
      String home = Objects.requireNonNull(SOURCES.get(source), source).region;
      assertThat(task.path("region").asString()).isEqualTo(home);
      assertThat(task.path("queue").asString()).isEqualTo("meridian." + home);
      assertThat(task.path("policy").asString()).isEqualTo("prefer");
      assertThat(task.path("mapVersion").asString()).isNotEmpty();
      assertThat(task.path("reason").asString()).isEqualTo(home + " is home of source " + source);
    }
    assertThat(http.awaitJob(id).path("status").asString()).isEqualTo("successful");
  }

  @Test
  void pointAndAreaAreRoutedByGeography() {
    assertRoute("\"near\": [139.7, 35.7]", "demo-sin", "demo-sin covers the point");
    assertRoute(
        "\"near\": [-58.4, -34.6], \"priority\": \"high\"",
        "demo-iad",
        "demo-iad covers the point");
    assertRoute(
        "\"in\": {\"bbox\": [5, 47, 15, 55]}",
        "demo-fra",
        "demo-fra covers the centre of the area");
    assertRoute("\"region\": \"demo-sin\"", "demo-sin", "demo-sin is asked for by name");
  }

  private void assertRoute(String options, String region, String reason) {
    String id =
        http.job("echo", "{\"inputs\":{\"stringInput\":\"x\"},\"options\":{" + options + "}}");
    JsonNode route = http.get("/jobs/" + id + "/routing").expect(200).json().path("tasks").get(0);
    assertThat(route.path("region").asString()).isEqualTo(region);
    assertThat(route.path("reason").asString()).isEqualTo(reason);
    assertThat(http.awaitJob(id).path("regions").get(0).path("id").asString()).isEqualTo(region);
    JsonNode part = http.get("/jobs/" + id + "/parts").json().path("parts").get(0);
    assertThat(part.path("worker").asString()).startsWith(region + "@");
  }

  @Test
  void cancelledFetchStopsAndFreesItsSlot() {
    String id = http.job("fetch", "{\"inputs\":{\"source\":\"endless\"}}");
    Await.until(id + " runs", () -> status(id).equals("running"));
    Await.until("its worker says so", () -> active("demo-sin") == 1);

    assertThat(http.delete("/jobs/" + id).expect(200).json().path("status").asString())
        .isEqualTo("dismissed");
    assertThat(http.get("/jobs/" + id + "/results").expect(410).problem())
        .isEqualTo("job-dismissed");
    assertThat(http.delete("/jobs/" + id).expect(410).problem()).isEqualTo("job-dismissed");
    Await.until("the slot is free", () -> active("demo-sin") == 0);
    assertThat(status(id)).isEqualTo("dismissed");
  }

  @Test
  void oneOfManyUniqueRequestsIsMadeAndTheNextReplacesIt() {
    Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        executor.execute(() -> replies.add(endless("drop")));
      }
    }
    assertThat(replies).hasSize(40).allMatch(reply -> reply.status() == 201);
    assertThat(replies.stream().filter(r -> r.header("Meridian-Unique").isEmpty())).hasSize(1);
    assertThat(replies.stream().map(r -> r.header("Location")).distinct()).hasSize(1);
    String first = replies.element().json().path("jobID").asString();
    Await.until(first + " runs", () -> status(first).equals("running"));

    String second = endless("replace").expect(201).json().path("jobID").asString();
    assertThat(http.get("/jobs/" + first).json().path("message").asString())
        .isEqualTo("replaced by " + second);
    Await.until(second + " runs", () -> status(second).equals("running"));
    Await.until("alone", () -> active("demo-sin") == 1);
    http.delete("/jobs/" + second).expect(200);
    Await.until("the slot is free", () -> active("demo-sin") == 0);
  }

  private Reply endless(String mode) {
    String unique = "{\"key\": \"k\", \"mode\": \"" + mode + "\"}";
    String body =
        "{\"inputs\": {\"source\": \"endless\"}, \"options\": {\"unique\": " + unique + "}}";
    return http.execute("fetch", body, "Prefer", "respond-async");
  }

  @Test
  void lastOfSeveralDebouncedRequestsRuns() {
    String body =
        """
        {"inputs": {"stringInput": "x"},
         "options": {"unique": {"key": "d", "mode": "debounce", "wait": "2s"}}}
        """;
    Instant begun = Instant.now();
    List<String> ids = IntStream.range(0, 5).mapToObj(_ -> http.job("echo", body)).toList();
    for (String id : ids.subList(0, 4)) {
      assertThat(status(id)).isEqualTo("dismissed");
    }
    JsonNode last = http.awaitJob(ids.getLast());
    assertThat(last.path("status").asString()).isEqualTo("successful");
    assertThat(Instant.parse(last.path("started").asString())).isAfter(begun.plusSeconds(2));
  }

  private String status(String id) {
    return http.get("/jobs/" + id).expect(200).json().path("status").asString();
  }

  /// How many attempts run in a region, as its worker said with its last heartbeat.
  private int active(String region) {
    JsonNode workers = http.get("/regions/" + region).json().path("properties").path("workers");
    return workers.valueStream().mapToInt(worker -> worker.path("active").asInt()).sum();
  }

  @Test
  void failingSourceFailsItsPartAfterItsAttemptsAndNotTheOthers() {
    String id =
        http.job("fetch", "{\"inputs\":{\"sources\":[\"broken\",\"earthquakes\"],\"limit\":1}}");
    JsonNode job = http.awaitJob(id);

    assertThat(job.path("status").asString()).isEqualTo("successful");
    assertThat(job.path("parts").toString()).isEqualTo("{\"done\":2,\"failed\":1,\"total\":2}");
    JsonNode failed = http.get("/jobs/" + id + "/parts?after=1").json().path("parts").get(0);
    assertThat(failed.path("label").asString()).isEqualTo("broken");
    assertThat(failed.path("error").path("type").asString()).isEqualTo("SourceUnavailable");
    assertThat(failed.path("attempt").asInt()).isEqualTo(3);
  }

  @Test
  void failingSourceIsAProblemForOneWhoWaits() {
    Reply reply = http.execute("fetch", "{\"inputs\":{\"source\":\"broken\"}}").expect(502);

    assertThat(reply.problem()).isEqualTo("source-failed");
    assertThat(reply.json().path("failure").asString()).isEqualTo("SourceUnavailable");
    assertThat(reply.header("Link")).contains("rel=\"monitor\"");
  }

  @Test
  void waitingEchoMakesNoJob() {
    String before = http.get("/jobs").expect(200).json().path("jobs").toString();
    Reply reply = http.execute("echo", "{\"inputs\":{\"stringInput\":\"hello\"}}").expect(200);

    assertThat(reply.json().asString()).isEqualTo("hello");
    assertThat(reply.header("Link")).isEmpty();
    assertThat(http.get("/jobs").expect(200).json().path("jobs").toString()).isEqualTo(before);
  }

  @Test
  void resultsExpireAndAreForgottenLater() {
    String body = "{\"inputs\":{\"stringInput\":\"x\"},\"options\":{\"resultTtl\":1}}";
    String id = http.job("echo", body);
    assertThat(http.awaitJob(id).path("status").asString()).isEqualTo("successful");
    String results = "/jobs/" + id + "/results";

    Await.until("the result is gone", () -> http.get(results).status() == 410);
    assertThat(http.get(results).problem()).isEqualTo("result-expired");
    assertThat(status(id)).isEqualTo("successful");
    Await.until("the tombstone is gone", () -> http.get(results).status() == 404);
    assertThat(http.get(results).problem()).isEqualTo("no-such-job");
  }

  @Test
  void resultsAreKeptAsLongAsTheRegionsFileSays() {
    String id = http.job("echo", "{\"inputs\":{\"stringInput\":\"x\"}}");
    JsonNode job = http.awaitJob(id);

    Instant finished = Instant.parse(job.path("finished").asString());
    Instant expires = Instant.parse(job.path("expires").asString());
    assertThat(Duration.between(finished, expires)).isEqualTo(Duration.ofMinutes(10));
  }
}
