package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Schedules over HTTP, made by a real scheduler.
@SuppressWarnings("NullAway.Init")
final class ScheduleTest {
  private static final String ECHO = "\"type\": \"echo\", \"inputs\": {\"stringInput\": \"hi\"}";
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

  private static Reply add(String id, String members) {
    return http.send("POST", "/schedules", "{\"id\": \"%s\", %s}".formatted(id, members));
  }

  private static Reply post(String path) {
    return http.send("POST", path, null);
  }

  private static JsonNode schedule(String id) {
    return http.get("/schedules/" + id).json();
  }

  @Test
  void scheduleIsAddedShownAndRemoved() {
    Reply added = add("a", ECHO + ", \"cron\": \"30 2 * * *\", \"zone\": \"Europe/Berlin\"");
    assertThat(added.status()).as(added.body()).isEqualTo(201);
    assertThat(added.header("Location")).isEqualTo(cluster.uri() + "/schedules/a");
    assertThat(schedule("a")).isEqualTo(added.json());
    assertThat(schedule("a").path("zone").asString()).isEqualTo("Europe/Berlin");
    assertThat(schedule("a").path("catchUp").asString()).isEqualTo("skip");
    assertThat(Instant.parse(schedule("a").path("next").asString())).isAfter(Instant.now());
    assertThat(http.get("/schedules").json().path("schedules").valueStream())
        .contains(added.json());
    assertThat(http.delete("/schedules/a").status()).isEqualTo(204);
    assertThat(http.delete("/schedules/a").problem()).isEqualTo("no-such-schedule");
    assertThat(http.get("/schedules/a").status()).isEqualTo(404);
  }

  @Test
  void scheduleMakesAJobWhenItIsDue() {
    Instant at = Instant.now().plus(Duration.ofSeconds(3));
    Reply added = add("soon", ECHO + ", \"at\": \"" + at + "\"");
    assertThat(added.status()).as(added.body()).isEqualTo(201);
    Await.until(
        "made", () -> schedule("soon").path("last").path("outcome").asString("").equals("made"));
    String job = schedule("soon").path("jobID").asString();
    Reply result = http.get("/jobs/" + job + "/results", "Prefer", "wait=10");
    assertThat(result.body()).contains("hi");
    Instant created = Instant.parse(http.get("/jobs/" + job).json().path("created").asString());
    assertThat(Duration.between(at, created))
        .isBetween(Duration.ofMillis(-1), Duration.ofMillis(999));
    assertThat(schedule("soon").has("next")).isFalse();
    assertThat(http.get("/schedules/soon/next").json().path("times").size()).isZero();
  }

  @Test
  void runMakesAJobNow() {
    add("now", ECHO + ", \"every\": 3600");
    Reply run = post("/schedules/now/run");
    assertThat(run.status()).isEqualTo(201);
    String job = run.json().path("jobID").asString();
    assertThat(run.header("Location")).isEqualTo(cluster.uri() + "/jobs/" + job);
    assertThat(http.get("/jobs/" + job).status()).isEqualTo(200);
    assertThat(schedule("now").path("jobID").asString()).isEqualTo(job);
    assertThat(post("/schedules/now/run").json().path("jobID").asString()).isNotEqualTo(job);
    assertThat(post("/schedules/nobody/run").problem()).isEqualTo("no-such-schedule");
  }

  @Test
  void listOfSourcesIsAnsweredAsAList() {
    add("list", "\"type\": \"fetch\", \"inputs\": {\"sources\": [\"fra-1\"]}, \"every\": 3600");
    String job = post("/schedules/list/run").json().path("jobID").asString();
    String results = http.get("/jobs/" + job + "/results", "Prefer", "wait=10").body();
    String direct = http.execute("fetch", "{\"inputs\": {\"sources\": [\"fra-1\"]}}").body();
    assertThat(Json.read(results).isArray()).isEqualTo(Json.read(direct).isArray());
  }

  @Test
  void pauseAndResume() {
    add("p", ECHO + ", \"every\": 3600");
    assertThat(post("/schedules/p/pause").json().path("paused").asBoolean()).isTrue();
    assertThat(schedule("p").has("next")).isFalse();
    assertThat(http.get("/schedules/p/next").json().path("times").size()).isEqualTo(5);
    JsonNode resumed = post("/schedules/p/resume").json();
    assertThat(resumed.path("paused").asBoolean()).isFalse();
    assertThat(resumed.has("next")).isTrue();
    assertThat(post("/schedules/nobody/pause").status()).isEqualTo(404);
    assertThat(post("/schedules/nobody/resume").status()).isEqualTo(404);
  }

  @Test
  void putAddsAndReplacesAndTakesWhatGetGave() {
    String body = "{%s, \"every\": 3600}".formatted(ECHO);
    assertThat(http.send("PUT", "/schedules/put", body).status()).isEqualTo(200);
    ObjectNode shown = (ObjectNode) schedule("put");
    Reply again = http.send("PUT", "/schedules/put", Json.text(shown.put("overlap", "skip")));
    assertThat(again.json()).isEqualTo(shown);
    Reply other = http.send("PUT", "/schedules/put", "{\"id\": \"other\", %s}".formatted(ECHO));
    assertThat(other.json().path("errors").path(0).path("pointer").asString()).isEqualTo("/id");
    assertThat(add("put", ECHO + ", \"every\": 3600").problem()).isEqualTo("schedule-exists");
  }

  @Test
  void nextTellsTheTimes() {
    add("n", ECHO + ", \"cron\": \"0 12 * * *\", \"zone\": \"Asia/Singapore\"");
    JsonNode times = http.get("/schedules/n/next?count=3").json().path("times");
    assertThat(times.size()).isEqualTo(3);
    assertThat(times.path(0).asString()).endsWith("T04:00:00Z");
    assertThat(http.get("/schedules/n/next?count=0").problem()).isEqualTo("invalid-parameter");
    assertThat(http.get("/schedules/n/next?count=101").problem()).isEqualTo("invalid-parameter");
    assertThat(http.get("/schedules/n/next?cuont=1").problem()).isEqualTo("invalid-parameter");
    assertThat(http.get("/schedules/nobody/next").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "cron": "61 * * * *"                           | /cron    | cron: 61 * * * * (expected: minute hour
          "cron": "* * * * *", "zone": "Europe/Berln"    | /zone    | did you mean Europe/Berlin
          "cron": "* * * * *", "every": 5                | /cron    | cron: cron and every (expected: one of cron, every and at)
          "catchUp": "all"                               | /cron    | cron: missing (expected: one of cron, every and at)
          "every": 0.5                                   | /every   | every: 0.5 (expected: seconds, 1..31622400 (366 days))
          "every": "often"                               | /every   | every: "often" (expected: seconds
          "every": 5, "anchor": "noon"                   | /anchor  | anchor: noon (expected: a time as in RFC 3339
          "every": 5, "zone": "UTC"                      | /zone    | zone: given (expected: only with cron)
          "at": "2020-01-01T00:00:00Z"                   | /at      | at: 2020-01-01T00:00:00Z (expected: a time after now
          "at": "tomorrow"                               | /at      | at: tomorrow (expected: a time as in RFC 3339
          "every": 5, "catchUp": "some"                  | /catchUp | catchUp: some (expected: skip, once or all)
          "every": 5, "overlap": true                    | /overlap | overlap: true (expected: a text)
          "every": 5, "cathcUp": "all"                   | /cathcUp | did you mean catchUp?
          "every": 5, "id": "a b"                        | /id      | id: a b (expected: 1..64 letters
          "every": 5, "type": "ecko"                     | /type    | did you mean echo?
          """)
  void nonsenseIsRefusedWithItsPlace(String members, String pointer, String detail) {
    ObjectNode body = Json.object().put("id", "x").put("type", "echo");
    body.set("inputs", Json.object().put("stringInput", "hi"));
    body.setAll((ObjectNode) Json.read("{" + members + "}"));
    Reply reply = http.send("POST", "/schedules", Json.text(body));
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid-schedule");
    JsonNode error = reply.json().path("errors").path(0);
    assertThat(error.path("pointer").asString()).isEqualTo(pointer);
    assertThat(error.path("detail").asString()).contains(detail);
    assertThat(http.get("/schedules/x").status()).isEqualTo(404);
  }

  @Test
  void inputsAndOptionsAreCheckedAgainstTheTaskType() {
    Reply reply =
        add(
            "bad",
            "\"type\": \"echo\", \"inputs\": {\"strngInput\": 1}, \"every\": 60,"
                + " \"options\": {\"region\": \"fro\"}");
    assertThat(reply.problem()).isEqualTo("invalid-execute-request");
    assertThat(reply.json().path("errors").valueStream().map(e -> e.path("pointer").asString()))
        .contains("/inputs/strngInput", "/options/region");
  }

  @Test
  void bodyThatIsNoScheduleIsRefused() {
    assertThat(http.send("POST", "/schedules", "{").problem()).isEqualTo("malformed-json");
    assertThat(http.send("POST", "/schedules", "[]").problem()).isEqualTo("invalid-schedule");
    assertThat(http.send("POST", "/schedules", "{}", "Content-Type", "text/plain").problem())
        .isEqualTo("unsupported-media-type");
  }
}
