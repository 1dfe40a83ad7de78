package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Canvases over HTTP, as far as a worker that sends nothing on can run them; `ScenarioContract`
/// has chains and chords.
final class CanvasTest {
  private static final String TWO =
      """
      {"group": [{"task": "fetch", "inputs": {"source": "fra-1"}},
                 {"task": "fetch", "inputs": {"source": "bad-1"}}]%s}
      """;
  private static final String FRA = "{\"source\":\"fra-1\",\"count\":0}";

  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Reply run(String canvas, String... headers) {
    return cluster.http.execute("canvas", "{\"inputs\":{\"canvas\":" + canvas + "}}", headers);
  }

  private static String job(String canvas) {
    return cluster.http.job("canvas", "{\"inputs\":{\"canvas\":" + canvas + "}}");
  }

  private static String state(String job) {
    return cluster.http.get("/jobs/" + job, "Prefer", "wait=10").json().path("status").asString();
  }

  private static String echo(String text) {
    return "{\"task\":\"echo\",\"inputs\":{\"stringInput\":\"" + text + "\"}}";
  }

  private static Stream<String> texts(JsonNode list, String member) {
    return list.valueStream().map(one -> one.path(member).asString());
  }

  @Test
  void valueIsTheAnswer() {
    assertThat(run(echo("a")).json()).isEqualTo(Json.read("{\"stringInput\":\"a\"}"));
    Reply group = run("{\"value\":{\"group\":[" + echo("a") + "," + echo("b") + "]}}");
    assertThat(group.status()).isEqualTo(200);
    assertThat(texts(group.json(), "stringInput")).containsExactly("a", "b");
    assertThat(group.header("Link")).endsWith("; rel=\"monitor\"");
  }

  @Test
  void callerChoosesHowManyMayFail() {
    Reply failFast = run(TWO.formatted(""));
    assertThat(failFast.status()).isEqualTo(502);
    assertThat(failFast.json().path("parts").get(0).path("label").asString()).isEqualTo("bad-1");
    JsonNode withNull = Json.read("[" + FRA + ",null]");
    assertThat(run(TWO.formatted(",\"onFailure\":\"collect\"")).json()).isEqualTo(withNull);
    assertThat(run(TWO.formatted(",\"onFailure\":{\"atLeast\":1}")).json()).isEqualTo(withNull);
    assertThat(run(TWO.formatted(",\"onFailure\":{\"atLeast\":2}")).status()).isEqualTo(502);
  }

  @Test
  void jobIsLikeAnyOther() {
    String job = job(TWO.formatted(",\"onFailure\":\"collect\""));

    assertThat(state(job)).isEqualTo("successful");
    JsonNode document = cluster.http.get("/jobs/" + job).json();
    assertThat(document.path("processID").asString()).isEqualTo("canvas");
    assertThat(document.path("parts"))
        .isEqualTo(Json.read("{\"done\":2,\"failed\":1,\"total\":2}"));
    JsonNode parts = cluster.http.get("/jobs/" + job + "/parts").json().path("parts");
    assertThat(texts(parts, "label")).containsExactlyInAnyOrder("fra-1", "bad-1");
    assertThat(cluster.http.get("/jobs/" + job + "/results").json())
        .isEqualTo(Json.read("[" + FRA + ",null]"));
    assertThat(state(job(TWO.formatted("")))).isEqualTo("failed");
  }

  @Test
  void anotherGatewayAnswersForIt() {
    String job = job(TWO.formatted(",\"onFailure\":\"collect\""));
    assertThat(state(job)).isEqualTo("successful");
    GatewayConfig config = GatewayConfig.defaults().at("127.0.0.1", 0);
    try (Gateway other = Gateway.start(config, cluster.collaborators());
        Http http = new Http(other.uri())) {
      assertThat(http.get("/jobs/" + job + "/results").json())
          .isEqualTo(Json.read("[" + FRA + ",null]"));
    }
  }

  @Test
  void mapRunsTheTaskForEachItem() {
    Reply reply =
        run(
            """
            {"map": {"task": "echo", "inputs": {"arrayInput": [7]}},
             "items": [{"stringInput": "a"}, {"stringInput": "b", "arrayInput": [8]}]}
            """);
    assertThat(reply.json())
        .isEqualTo(
            Json.read(
                """
                [{"arrayInput": [7], "stringInput": "a"}, {"arrayInput": [8], "stringInput": "b"}]
                """));
  }

  @Test
  void eachTaskGoesWhereItSays() {
    String job =
        cluster.http.job(
            "canvas",
            """
            {"inputs": {"canvas": {"group": [
              {"task": "echo", "inputs": {"stringInput": "1"}, "options": {"region": "sin"}},
              {"task": "echo", "inputs": {"stringInput": "2"}, "options": {"near": [-74, 40]}},
              {"task": "echo", "inputs": {"stringInput": "3"}, "options": {"source": "fra-2"}},
              {"task": "fetch", "inputs": {"sources": ["sin-1", "iad-1"]}, "label": "both"},
              {"task": "echo", "inputs": {"stringInput": "4"}, "label": "mine"}]}},
             "options": {"region": "iad"}}
            """);
    JsonNode tasks = cluster.http.get("/jobs/" + job + "/routing").json().path("tasks");
    assertThat(texts(tasks, "region")).containsExactly("sin", "iad", "fra", "sin", "iad", "iad");
    assertThat(texts(tasks, "label"))
        .containsExactly("echo 0", "echo 1", "echo 2", "both sin-1", "both iad-1", "mine");
    assertThat(state(job)).isEqualTo("successful");
  }

  @Test
  void cancellingEndsWhatIsLeft() {
    String job = job("{\"group\":[" + echo("a") + ",{\"task\":\"gate\"},{\"task\":\"gate\"}]}");
    Await.until(
        "one is done",
        () -> cluster.http.get("/jobs/" + job).json().at("/parts/done").asInt() == 1);
    assertThat(cluster.http.delete("/jobs/" + job).json().path("status").asString())
        .isEqualTo("dismissed");
    cluster.gate.release(2);
    JsonNode parts = cluster.http.get("/jobs/" + job).json().path("parts");
    assertThat(parts).isEqualTo(Json.read("{\"done\":3,\"failed\":2,\"total\":3}"));
    assertThat(cluster.http.get("/jobs/" + job + "/results").problem()).isEqualTo("job-dismissed");
  }

  @Test
  void keyMakesTwoRequestsOneJob() {
    String[] headers = {"Idempotency-Key", "\"one canvas\"", "Prefer", "respond-async"};
    String first = run(echo("a"), headers).json().path("jobID").asString();
    assertThat(run(echo("a"), headers).json().path("jobID").asString()).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                            | ''
          {"task": "ech"}                                               | /task
          {"task": "echo"}                                              | /inputs
          {"task": "echo", "inputs": {"stringInput": 1}}                | /inputs/stringInput
          {"task": "gate", "tsk": 1}                                    | /tsk
          {"task": "gate", "label": ""}                                 | /label
          {"task": "gate", "options": {"region": "mars"}}               | /options/region
          {"task": "gate", "options": {"source": 5}}                    | /options/source
          {"task": "gate", "options": {"near": "x"}}                    | /options/near
          {"task": "gate", "options": {"queue": "x"}}                   | /options/queue
          {"task": "gate", "options": {"near": [0, 0], "region": "fra"}} | /options
          {"task": "fetch", "inputs": {"source": "nowhere"}}            | /inputs/source
          {"chain": []}                                                 | /chain
          {"chain": [{"task": "gate"}, {"task": "ech"}]}                | /chain/1/task
          {"group": [{"task": "gate", "chain": []}]}                    | /group/0
          {"group": [{"task": "gate"}], "onFailure": "maybe"}           | /onFailure
          {"group": [{"task": "gate"}], "body": {"task": "gate"}}       | /body
          {"chain": [{"group": [{"task": "gate"}], "onFailure": "collect"}, {"task": "merge"}]} | /chain/0/onFailure
          {"chord": [{"task": "gate"}]}                                 | /body
          {"chord": [{"task": "gate"}], "body": {"task": "echo", "inputs": {"x": 1}}} | /body/inputs/x
          {"chord": [{"task": "gate"}], "body": {"task": "merge"}, "onFailure": {"atLeast": 0}} | /onFailure
          {"map": {"task": "echo"}, "items": [{"stringInput": "a"}, {}]} | /items/1
          {"map": {"task": "echo"}, "items": [5]}                       | /items/0
          {"chunks": {"task": "gate"}, "items": [{}], "size": 0}        | /size
          {"chain": [{"task": "gate"}], "onFailure": "collect"}         | /onFailure
          {"chunks": {"task": "fetch"}, "items": [{"source": "fra-1"}, {"source": "sin-1"}], "size": 2} | /items
          {"chunks": {"task": "gate"}, "size": 1}                       | /items
          """)
  void whatIsWrongIsPointedAt(String canvas, String pointer) {
    assertWrong(canvas, "/inputs/canvas" + pointer);
  }

  private static void assertWrong(String canvas, String pointer) {
    Reply reply = run(canvas);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid-execute-request");
    assertThat(texts(reply.json().path("errors"), "pointer")).contains(pointer);
  }

  @Test
  void sizeAndDepthAreBounded() {
    String deep = "{\"chain\":[".repeat(8) + echo("x") + "]}".repeat(8);
    assertWrong(deep, "/inputs/canvas" + "/chain/0".repeat(8));
    assertThat(run("{\"chain\":[".repeat(7) + echo("x") + "]}".repeat(7)).status()).isEqualTo(200);
    String many = String.join(",", IntStream.range(0, 600).mapToObj(_ -> echo("x")).toList());
    String half = "{\"group\":[" + many + "]}";
    assertWrong("{\"group\":[" + half + "," + half + "]}", "/inputs/canvas");
    String large = echo("x".repeat(70_000));
    assertWrong("{\"chord\":[" + many + "],\"body\":" + large + "}", "/inputs/canvas");
    String levels =
        String.join(",", IntStream.range(0, 60).mapToObj(_ -> half(echo("x"))).toList());
    assertWrong("{\"chain\":[" + levels + "]}", "/inputs/canvas");
  }

  private static String half(String task) {
    return "{\"group\":[" + task + "," + task + "]}";
  }

  @Test
  void processIsDescribedAndNotScheduled() {
    assertThat(texts(cluster.http.get("/processes").json().path("processes"), "id"))
        .endsWith("canvas");
    JsonNode process = cluster.http.get("/processes/canvas").json();
    assertThat(process.at("/inputs/canvas/minOccurs").asInt()).isEqualTo(1);
    Reply refused =
        cluster.http.send(
            "PUT", "/schedules/composed", "{\"type\":\"canvas\",\"inputs\":{},\"every\":60}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(List.of(refused.problem())).containsExactly("invalid-schedule");
  }

  @Test
  void minSuccessIsSaidByTheCanvas() {
    Reply reply =
        cluster.http.execute(
            "canvas", "{\"inputs\":{\"canvas\":" + echo("a") + "},\"options\":{\"minSuccess\":1}}");
    assertThat(texts(reply.json().path("errors"), "pointer"))
        .containsExactly("/options/minSuccess");
  }
}
