package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Executions in each mode and each form of answer.
final class ExecutionTest {
  private static final String HELLO = "{\"inputs\":{\"stringInput\":\"hello\"}}";
  private static final Duration CAP = Duration.ofSeconds(2);
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster(limits -> limits.withLongestWait(CAP));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Reply echo(String body, String... headers) {
    return cluster.http.execute("echo", body, headers);
  }

  private static Reply fetch(String inputs, String... headers) {
    return cluster.http.execute("fetch", "{\"inputs\":" + inputs + "}", headers);
  }

  @Test
  void withoutPreferenceTheResultIsTheAnswer() {
    Reply reply = echo(HELLO);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.json()).isEqualTo(Json.of("hello"));
    assertThat(reply.header("Link")).isEmpty();
  }

  @Test
  void textIsPlainForThoseWhoPreferIt() {
    Reply reply = echo(HELLO, "Accept", "text/plain, application/json;q=0.5");

    assertThat(reply.header("Content-Type")).startsWith("text/plain");
    assertThat(reply.body()).isEqualTo("hello");
  }

  @Test
  void severalOutputsAreMultipart() {
    Reply reply =
        echo(
            """
            {"inputs": {"stringInput": "hello", "arrayInput": [1, 2],
              "bboxInput": {"bbox": [1, 2, 3, 4]},
              "mixedInput": {"value": "POINT (1 2)", "mediaType": "application/wkt"}},
             "outputs": {"stringInput": {}, "arrayInput": {"transmissionMode": "value"}}}
            """,
            "Accept",
            "application/json");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type"))
        .isEqualTo("multipart/related; boundary=meridian-0; type=\"text/plain\"");
    assertThat(reply.body())
        .isEqualTo(
            """
            --meridian-0
            Content-Type: text/plain; charset=utf-8
            Content-ID: <stringInput>

            hello
            --meridian-0
            Content-Type: application/json
            Content-ID: <arrayInput>

            [1,2]
            --meridian-0--
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void documentHoldsAllOutputs() {
    Reply reply =
        echo(
            """
            {"inputs": {"stringInput": "hello", "bboxInput": {"bbox": [1, 2, 3, 4]}},
             "response": "document"}
            """);

    assertThat(reply.json())
        .isEqualTo(
            Json.read(
                """
                {"stringInput": "hello",
                 "bboxInput": {"mediaType": "application/json",
                   "value": {"bbox": [1, 2, 3, 4]}}}
                """));
  }

  @Test
  void outputWithoutValueIsNoContent() {
    Reply reply = echo("{\"inputs\":{\"stringInput\":\"x\"},\"outputs\":{\"arrayInput\":{}}}");

    assertThat(reply.status()).isEqualTo(204);
  }

  @Test
  void asynchronousExecutionAnswersWithItsJob() {
    Reply reply = echo(HELLO, "Prefer", "respond-async");
    JsonNode job = reply.json();
    String id = job.path("jobID").asString();

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo(cluster.uri() + "/jobs/" + id);
    assertThat(reply.header("Preference-Applied")).isEqualTo("respond-async");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(job.path("type").asString()).isEqualTo("process");
    assertThat(job.path("processID").asString()).isEqualTo("echo");
    Reply result = cluster.http.get("/jobs/" + id + "/results", "Prefer", "wait=2");
    assertThat(result.json()).isEqualTo(Json.of("hello"));
  }

  @Test
  void waitAnswersWithTheResultIfItComes() {
    Reply reply = echo(HELLO, "Prefer", "handling=lenient, wait=\"2\"", "Prefer", "respond-async");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Preference-Applied")).isEqualTo("wait=2");
    assertThat(reply.header("Link")).endsWith("; rel=\"monitor\"");
    assertThat(reply.json()).isEqualTo(Json.of("hello"));
  }

  @Test
  void waitAnswersWithTheJobIfTheResultDoesNotCome() {
    Reply reply = cluster.http.execute("gate", "{}", "Prefer", "wait=0");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Preference-Applied")).isEqualTo("respond-async");
    cluster.gate.release();
    assertThat(
            cluster
                .http
                .get(reply.header("Location"), "Prefer", "wait=2")
                .json()
                .path("status")
                .asString())
        .isEqualTo("successful");
  }

  @Test
  void unknownPreferencesAreIgnored() {
    assertThat(echo(HELLO, "Prefer", "respond-sync").status()).isEqualTo(200);
    assertThat(echo(HELLO, "Prefer", "wait=soon, x=y").status()).isEqualTo(200);
  }

  @Test
  void synchronousExecutionIsMonitored() {
    Reply reply = fetch("{\"source\": \"fra-1\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("source").asString()).isEqualTo("fra-1");
    String link = reply.header("Link");
    assertThat(link).matches("<.*/jobs/[0-9a-f-]+>; rel=\"monitor\"");
    String job = link.substring(1, link.indexOf('>'));
    assertThat(cluster.http.get(job).json().path("status").asString()).isEqualTo("successful");
  }

  @Test
  void listOfSourcesIsAListOfPartsInTheClientsOrder() {
    Reply reply = fetch("{\"sources\": [\"sin-1\", \"bad-1\", \"fra-1\"]}");

    assertThat(reply.json())
        .isEqualTo(
            Json.read(
                """
                [{"label": "sin-1", "region": "sin", "status": "successful",
                  "value": {"source": "sin-1", "count": 0}},
                 {"label": "bad-1", "region": "fra", "status": "failed",
                  "error": {"type": "SourceRefused", "message": "bad-1 answered 500"}},
                 {"label": "fra-1", "region": "fra", "status": "successful",
                  "value": {"source": "fra-1", "count": 0}}]
                """));
  }

  @Test
  void listOfOneSourceIsAListNowAndLater() {
    Reply reply = fetch("{\"sources\": [\"fra-1\"]}");
    String link = reply.header("Link");

    assertThat(reply.json().isArray()).isTrue();
    Reply later = cluster.http.get(link.substring(1, link.indexOf('>')) + "/results");
    assertThat(later.json()).isEqualTo(reply.json());
  }

  @Test
  void formOfTheAnswerIsRememberedForLater() {
    String body =
        """
        {"inputs": {"stringInput": "hello", "arrayInput": [1]},
         "outputs": {"arrayInput": {}}, "response": "document"}
        """;
    String id = cluster.http.job("echo", body);

    assertThat(cluster.http.get("/jobs/" + id + "/results", "Prefer", "wait=2").json())
        .isEqualTo(Json.read("{\"arrayInput\": [1]}"));
  }

  @Test
  void failedTasksAreProblemsWithTheirOwnStatus() {
    assertFailure("SourceTimeout", 504, "execution-timeout");
    assertFailure("DeadlineExceeded", 504, "execution-timeout");
    assertFailure("TimeLimitExceeded", 504, "execution-timeout");
    assertFailure("SourceRefused", 502, "source-failed");
    assertFailure("InvalidInput", 400, "invalid-input");
    assertFailure("NotRegistered", 501, "not-registered");
    assertFailure("ZeroDivisionError", 500, "task-failed");
  }

  private static void assertFailure(String failure, int status, String problem) {
    Reply reply = cluster.http.execute("fail", "{\"inputs\":{\"failure\":\"" + failure + "\"}}");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.problem()).isEqualTo(problem);
    assertThat(reply.json().path("failure").asString()).isEqualTo(failure);
    String job = reply.json().path("instance").asString();
    assertThat(reply.header("Link")).isEqualTo("<" + job + ">; rel=\"monitor\"");
    Reply later = cluster.http.get(job + "/results");
    assertThat(later.status()).isEqualTo(status);
    assertThat(later.json()).isEqualTo(reply.json());
  }

  @Test
  void jobFailsIfTooFewTasksSucceed() {
    Reply reply =
        cluster.http.execute(
            "fetch",
            """
            {"inputs": {"sources": ["fra-1", "bad-1", "late-1"]}, "options": {"minSuccess": 3}}
            """);

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.json().path("detail").asString()).startsWith("2 of 3 tasks failed");
    assertThat(reply.json().path("parts").valueStream().map(p -> p.path("label").asString()))
        .containsExactly("bad-1", "late-1");
  }

  @Test
  void synchronousExecutionEndsAtItsDeadline() {
    Reply reply = cluster.http.execute("gate", "{\"options\":{\"deadline\":0.2}}");

    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.problem()).isEqualTo("execution-timeout");
    String job = reply.json().path("instance").asString();
    assertThat(cluster.http.get(job).json().path("status").asString()).isEqualTo("failed");
    cluster.gate.release();
  }

  @Test
  void synchronousExecutionWithoutJobEndsAtItsDeadline() {
    Reply reply =
        echo("{\"inputs\":{\"stringInput\":\"x\",\"pause\":1},\"options\":{\"deadline\":0.1}}");

    assertThat(reply.status()).isEqualTo(504);
    assertThat(reply.json().has("instance")).isFalse();
  }

  @Test
  void optionsDecideWhere() {
    assertThat(routedTo("{\"region\":\"sin\"}")).isEqualTo("sin");
    assertThat(routedTo("{\"near\":[-74, 40.7]}")).isEqualTo("iad");
    assertThat(routedTo("{\"in\":{\"bbox\":[6, 48, 9, 51]}}")).isEqualTo("fra");
    assertThat(
            routedTo(
                """
                {"in": {"geometry": {"type": "Polygon", "coordinates":
                  [[[103, 1], [104, 1], [104, 2], [103, 1]]]}}, "policy": "nearest"}
                """))
        .isEqualTo("sin");
  }

  private static String routedTo(String options) {
    String body = "{\"inputs\":{\"stringInput\":\"x\"},\"options\":" + options + "}";
    String id = cluster.http.job("echo", body);
    JsonNode routing = cluster.http.get("/jobs/" + id + "/routing").json();
    assertThat(routing.path("tasks").get(0).path("reason").asString()).isNotEmpty();
    return routing.path("tasks").get(0).path("region").asString();
  }

  @Test
  void priorityDecidesTheQueue() {
    String id =
        cluster.http.job(
            "echo", "{\"inputs\":{\"stringInput\":\"x\"},\"options\":{\"priority\":\"high\"}}");

    assertThat(
            cluster
                .http
                .get("/jobs/" + id + "/routing")
                .json()
                .path("tasks")
                .get(0)
                .path("queue")
                .asString())
        .endsWith(".high");
  }
}
