package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What is wrong with a request is said exactly, and the next request works.
final class BadRequestsTest {
  private static final String GOOD = "{\"inputs\":{\"stringInput\":\"x\"}}";
  private static final String ECHO = "/processes/echo/execution";
  private static final String FETCH = "/processes/fetch/execution";
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /// A bad request and the answer it gets.
  ///
  /// @param pointer where in the body the first error is; null if it is elsewhere
  record Bad(
      String method,
      String path,
      @Nullable String body,
      List<String> headers,
      int status,
      String problem,
      @Nullable String pointer) {
    @Override
    public String toString() {
      String shown = body == null ? "" : " " + body.substring(0, Math.min(60, body.length()));
      return method + " " + path + shown + " " + headers + " -> " + status + " " + problem;
    }
  }

  private static Bad get(String path, int status, String problem, String... headers) {
    return new Bad("GET", path, null, List.of(headers), status, problem, null);
  }

  private static Bad invalid(String path, String body, String pointer) {
    return new Bad("POST", path, body, List.of(), 400, "invalid-execute-request", pointer);
  }

  private static Bad input(String inputs, String pointer) {
    return invalid(ECHO, "{\"inputs\":{\"stringInput\":\"x\"," + inputs + "}}", pointer);
  }

  private static Bad option(String option, String pointer) {
    return invalid(
        ECHO, "{\"inputs\":{\"stringInput\":\"x\"},\"options\":" + option + "}", pointer);
  }

  private static Bad post(String body, int status, String problem, String... headers) {
    return new Bad("POST", ECHO, body, List.of(headers), status, problem, null);
  }

  static List<Bad> bad() {
    List<Bad> bad = new ArrayList<>(documents());
    bad.addAll(inputs());
    bad.addAll(options());
    bad.addAll(queries());
    bad.addAll(letters());
    bad.addAll(paths());
    bad.addAll(headers());
    return bad;
  }

  private static List<Bad> documents() {
    return List.of(
        post("", 400, "malformed-json"),
        post("{", 400, "malformed-json"),
        post("{\"inputs\":{}} trailing", 400, "malformed-json"),
        post("{\"inputs\":{\"stringInput\":NaN}}", 400, "malformed-json"),
        post("[".repeat(200), 400, "malformed-json"),
        post("\u0000", 400, "malformed-json"),
        invalid(ECHO, "[]", ""),
        invalid(ECHO, "null", ""),
        invalid(ECHO, "{}", "/inputs"),
        invalid(ECHO, "{\"invalid-execute-request\":{}}", "/inputs"),
        invalid(ECHO, "{\"inputs\":[]}", "/inputs"),
        invalid(ECHO, "{\"inputs\":{\"stringInput\":\"x\"},\"optoins\":{}}", "/optoins"),
        invalid(ECHO, "{\"inputs\":{\"stringInput\":\"x\"},\"output\":{}}", "/output"),
        invalid(ECHO, "{\"inputs\":{\"stringInput\":\"x\"},\"response\":\"cooked\"}", "/response"),
        invalid(ECHO, "{\"inputs\":{\"stringInput\":\"x\"},\"outputs\":[]}", "/outputs"),
        invalid(
            ECHO,
            "{\"inputs\":{\"stringInput\":\"x\"},\"outputs\":{\"string\":{}}}",
            "/outputs/string"),
        invalid(
            ECHO,
            """
            {"inputs":{"stringInput":"x"},
             "outputs":{"stringInput":{"transmissionMode":"reference"}}}
            """,
            "/outputs/stringInput/transmissionMode"),
        invalid(
            ECHO,
            "{\"inputs\":{\"stringInput\":\"x\"},\"subscriber\":{\"successUri\":\"http://a/\"}}",
            "/subscriber"));
  }

  private static List<Bad> inputs() {
    return List.of(
        invalid(ECHO, "{\"inputs\":{\"stringInput\":1}}", "/inputs/stringInput"),
        input("\"strngInput\":\"x\"", "/inputs/strngInput"),
        input("\"a/b~c\":1", "/inputs/a~1b~0c"),
        input("\"pause\":61", "/inputs/pause"),
        input("\"pause\":-1", "/inputs/pause"),
        input("\"pause\":\"1\"", "/inputs/pause"),
        input("\"arrayInput\":[1,\"2\"]", "/inputs/arrayInput/1"),
        input("\"arrayInput\":[1,{\"href\":\"http://a/\"}]", "/inputs/arrayInput/1"),
        input("\"arrayInput\":7", "/inputs/arrayInput"),
        input("\"bboxInput\":{\"bbox\":[\"w\"]}", "/inputs/bboxInput/bbox/0"),
        input("\"mixedInput\":{\"type\":\"wrong/type_1\"}", "/inputs/mixedInput"),
        input(
            "\"mixedInput\":{\"value\":\"x\",\"mediaType\":\"image/png\"}",
            "/inputs/mixedInput/mediaType"),
        input("\"mixedInput\":{\"href\":\"http://169.254.169.254/\"}", "/inputs/mixedInput"),
        invalid(ECHO, "{\"inputs\":{\"stringInput\":{\"value\":{}}}}", "/inputs/stringInput"),
        invalid(FETCH, "{\"inputs\":{}}", "/inputs/sources"),
        invalid(FETCH, "{\"inputs\":{\"sources\":[]}}", "/inputs/sources"),
        invalid(FETCH, "{\"inputs\":{\"sources\":[\"fra-1\",\"nowhere\"]}}", "/inputs/sources/1"),
        invalid(FETCH, "{\"inputs\":{\"source\":\"fra-1\",\"limit\":0}}", "/inputs/limit"),
        invalid(
            FETCH,
            "{\"inputs\":{\"source\":\"fra-1\",\"parameters\":{\"day\":\"x\"}}}",
            "/inputs/parameters"));
  }

  private static List<Bad> options() {
    return List.of(
        option("[]", "/options"),
        option("{\"regoin\":\"fra\"}", "/options/regoin"),
        option("{\"region\":\"fran\"}", "/options/region"),
        option("{\"region\":7}", "/options/region"),
        option("{\"region\":\"fra\",\"near\":[8,50]}", "/options"),
        option("{\"near\":[50]}", "/options/near"),
        option("{\"near\":[8,91]}", "/options/near"),
        option("{\"in\":{}}", "/options/in"),
        option("{\"in\":{\"bbox\":[1,2,3]}}", "/options/in/bbox"),
        option("{\"in\":{\"bbox\":[1,9,3,2]}}", "/options/in/bbox"),
        option("{\"in\":{\"geometry\":{\"type\":\"Point\"}}}", "/options/in/geometry/coordinates"),
        option("{\"policy\":\"nowhere\"}", "/options/policy"),
        option("{\"priority\":5}", "/options/priority"),
        option("{\"deadline\":0}", "/options/deadline"),
        option("{\"deadline\":\"10s\"}", "/options/deadline"),
        option("{\"resultTtl\":1e12}", "/options/resultTtl"),
        option("{\"minSuccess\":0}", "/options/minSuccess"),
        option("{\"minSuccess\":1.5}", "/options/minSuccess"),
        option("{\"key\":7}", "/options/key"),
        option("{\"key\":\"\"}", "/options/key"),
        option("{\"key\":\"a\\u0007b\"}", "/options/key"));
  }

  private static List<Bad> queries() {
    return List.of(
        get("/processes?limit=0", 400, "invalid-parameter"),
        get("/processes?limit=ten", 400, "invalid-parameter"),
        get("/processes?limt=1", 400, "invalid-parameter"),
        get("/jobs?limit=-1", 400, "invalid-parameter"),
        get("/jobs?limit=1&limit=2", 400, "invalid-parameter"),
        get("/jobs?type=service", 400, "invalid-parameter"),
        get("/jobs?status=done", 400, "invalid-parameter"),
        get("/jobs?datetime=yesterday", 400, "invalid-parameter"),
        get("/jobs?datetime=2026-01-01T00:00:00Z/x", 400, "invalid-parameter"),
        get("/jobs?minDuration=-1", 400, "invalid-parameter"),
        get("/jobs?maxDuration=99999999999999999999", 400, "invalid-parameter"),
        get("/jobs?after=x", 400, "invalid-parameter"),
        get("/jobs?after=~x", 400, "invalid-parameter"),
        get("/jobs?limit=99999999999", 400, "invalid-parameter"));
  }

  private static List<Bad> letters() {
    String letter = "/dead-letters/" + "0".repeat(32);
    return List.of(
        get("/dead-letters?limit=0", 400, "invalid-parameter"),
        get("/dead-letters?regoin=fra", 400, "invalid-parameter"),
        get("/dead-letters?since=yesterday", 400, "invalid-parameter"),
        get("/dead-letters?until=", 400, "invalid-parameter"),
        get("/dead-letters?task=a%20b", 400, "invalid-parameter"),
        get("/dead-letters?request=", 400, "invalid-parameter"),
        get("/dead-letters?after=x", 400, "invalid-parameter"),
        get("/dead-letters?type=a&type=b", 400, "invalid-parameter"),
        get(letter, 404, "no-such-dead-letter"),
        new Bad("DELETE", letter, null, List.of(), 404, "no-such-dead-letter", null),
        new Bad("POST", letter + "/replay", "{}", List.of(), 404, "no-such-dead-letter", null),
        new Bad("PUT", "/dead-letters", "{}", List.of(), 405, "method-not-allowed", null),
        order("replay", "", 400, "malformed-json", null),
        order("purge", "{", 400, "malformed-json", null),
        order("replay", "[]", 400, "invalid-filter", ""),
        order("replay", "{\"limit\":0}", 400, "invalid-filter", "/limit"),
        order("replay", "{\"limit\":1001}", 400, "invalid-filter", "/limit"),
        order("replay", "{\"limit\":1.5}", 400, "invalid-filter", "/limit"),
        order("replay", "{\"limit\":99999999999}", 400, "invalid-filter", "/limit"),
        order("replay", "{\"limit\":\"all\"}", 400, "invalid-filter", "/limit"),
        order("replay", "{\"dryRun\":1}", 400, "invalid-filter", "/dryRun"),
        order("replay", "{\"too\":\"fra\"}", 400, "invalid-filter", "/too"),
        order("purge", "{\"region\":7}", 400, "invalid-filter", "/region"),
        order("purge", "{\"since\":\"now\"}", 400, "invalid-filter", "/since"),
        order("purge", "{\"limit\":1}", 400, "invalid-filter", "/limit"),
        order("purge", "{\"request\":\"\"}", 400, "invalid-filter", "/request"));
  }

  private static Bad order(
      String what, String body, int status, String problem, @Nullable String pointer) {
    return new Bad("POST", "/dead-letters/" + what, body, List.of(), status, problem, pointer);
  }

  private static List<Bad> paths() {
    String id = "/jobs/00000000-0000-7000-8000-000000000000";
    return List.of(
        get("/nothing", 404, "not-found"),
        get("/jobs/", 404, "no-such-job"),
        get("/processes/ech", 404, "no-such-process"),
        get("/regions/fran", 404, "no-such-region"),
        get(id, 404, "no-such-job"),
        get(id + "/results", 404, "no-such-job"),
        get(id + "/results/result", 404, "no-such-job"),
        get(id + "/parts", 404, "no-such-job"),
        get(id + "/routing", 404, "no-such-job"),
        get("/jobs/" + "x".repeat(201), 404, "no-such-job"),
        new Bad("DELETE", id, null, List.of(), 404, "no-such-job", null),
        new Bad("POST", "/processes/ech/execution", GOOD, List.of(), 404, "no-such-process", null),
        new Bad("POST", "/jobs", GOOD, List.of(), 405, "method-not-allowed", null),
        new Bad("DELETE", "/processes/echo", null, List.of(), 405, "method-not-allowed", null),
        new Bad("GET", ECHO, null, List.of(), 405, "method-not-allowed", null),
        new Bad("PATCH", "/", "{}", List.of(), 405, "method-not-allowed", null));
  }

  private static List<Bad> headers() {
    return List.of(
        get("/", 406, "not-acceptable", "Accept", "text/html"),
        get("/jobs", 406, "not-acceptable", "Accept", "application/json;q=0"),
        post(GOOD, 406, "not-acceptable", "Accept", "image/png"),
        post(GOOD, 415, "unsupported-media-type", "Content-Type", "text/xml"),
        post(GOOD, 400, "invalid-header", "Idempotency-Key", "\"\""),
        post(GOOD, 400, "invalid-header", "Idempotency-Key", "k".repeat(201)),
        post(
            "{\"inputs\":{\"stringInput\":\"" + "x".repeat(1 << 20) + "\"}}",
            413,
            "body-too-large"),
        get("/", 431, "headers-too-large", "X-Long", "x".repeat(20_000)));
  }

  @ParameterizedTest
  @MethodSource
  void bad(Bad bad) {
    Reply reply =
        cluster.http.send(
            bad.method(), bad.path(), bad.body(), bad.headers().toArray(String[]::new));

    assertThat(reply.status()).as(reply.body()).isEqualTo(bad.status());
    assertThat(reply.problem()).isEqualTo(bad.problem());
    assertThat(reply.json().path("status").asInt()).isEqualTo(bad.status());
    assertThat(reply.json().path("title").asString("")).isNotEmpty();
    assertThat(reply.json().path("detail").asString("")).isNotEmpty();
    if (bad.pointer() != null) {
      List<String> pointers =
          reply.json().path("errors").valueStream().map(e -> e.path("pointer").asString()).toList();
      assertThat(pointers).as(reply.body()).contains(bad.pointer());
    }
    Reply good = cluster.http.execute("echo", GOOD);
    assertThat(good.status()).isEqualTo(200);
    assertThat(good.json()).isEqualTo(Json.of("x"));
  }

  @Test
  void problemIsJsonOnlyForThoseWhoNameIt() {
    assertThat(cluster.http.get("/nothing").header("Content-Type"))
        .isEqualTo("application/problem+json");
    assertThat(cluster.http.get("/nothing", "Accept", "application/json").header("Content-Type"))
        .isEqualTo("application/json");
    assertThat(
            cluster
                .http
                .get("/nothing", "Accept", "application/json, application/problem+json")
                .header("Content-Type"))
        .isEqualTo("application/problem+json");
  }

  @Test
  void everyViolationIsListed() {
    Reply reply =
        cluster.http.execute(
            "echo",
            "{\"inputs\":{\"pause\":61,\"x\":1},\"options\":{\"policy\":\"p\"},\"response\":\"r\"}");

    List<String> pointers =
        reply.json().path("errors").valueStream().map(e -> e.path("pointer").asString()).toList();
    assertThat(pointers)
        .containsExactlyInAnyOrder(
            "/inputs/x", "/inputs/pause", "/inputs", "/options/policy", "/response");
  }

  @Test
  void misspeltNamesGetAdvice() {
    JsonNode input = cluster.http.execute("echo", "{\"inputs\":{\"strngInput\":1}}").json();

    assertThat(input.path("detail").asString()).contains("did you mean stringInput");
    assertThat(cluster.http.get("/processes/ech").json().path("detail").asString())
        .contains("did you mean echo?");
  }

  @Test
  void exampleInTheDocumentsIsTrue() throws IOException {
    String page = Files.readString(Path.of("../docs/problems.md"));
    String example = page.substring(page.indexOf("```json") + "```json".length());
    String inputs = "{\"inputs\":{\"stringInput\":\"x\",\"pauze\":1}}";

    assertThat(cluster.http.execute("echo", inputs).json())
        .isEqualTo(Json.read(example.substring(0, example.indexOf("```"))));
  }

  @Test
  void connectionThatCannotGoOnIsSaidToClose() throws IOException {
    for (String length : List.of("0", "10")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
        String head = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        List<String> answer = lines.lines().takeWhile(line -> !line.isEmpty()).toList();
        assertThat(answer.getFirst()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(answer.contains("Connection: close")).isEqualTo(!length.equals("0"));
      }
    }
  }

  @Test
  void malformedJsonIsLocated() {
    assertThat(cluster.http.execute("echo", "{\n\"inputs\": }").json().path("detail").asString())
        .contains("line 2 column");
  }

  @Test
  void unforeseenExceptionTellsNothing() {
    Reply reply = cluster.http.execute("broken", "{\"inputs\":{}}");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.problem()).isEqualTo("internal");
    assertThat(reply.json().path("log").asString()).isNotEmpty();
    assertThat(reply.body()).doesNotContain("4711").doesNotContain("Exception");
  }

  @Test
  void methodNotAllowedNamesTheAllowed() {
    assertThat(cluster.http.send("PUT", "/jobs/x", "{}").header("Allow"))
        .isEqualTo("DELETE, GET, HEAD, OPTIONS");
  }
}
