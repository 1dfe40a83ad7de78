package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.meridian.json.Json;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Both codecs against the real Celery and kombu.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class CeleryPeerTest {
  private static final CeleryCodec CODEC = new CeleryCodec(Wires.ORIGIN);
  private static final Instant DUE = Instant.parse("2030-01-02T03:04:05.000006789Z");
  private static final Instant NOW = Instant.parse("2026-11-21T17:50:46.5Z");
  private static final String ARGS =
      "[1, -2.5, true, null, \"it's\", \"q\\\"'\", \"é€😀\\n\\t\\\\\\u0001\", [[]], {\"a\": {}}]";
  private static final String KWARGS = "{\"x\": {\"ü\": [1, 2]}, \"y\": \"z\"}";

  private CeleryPeer celery;

  @BeforeAll
  void start() throws Exception {
    celery = new CeleryPeer();
  }

  @AfterAll
  void stop() throws IOException {
    celery.close();
  }

  @Test
  void workerReadsOurMessage() throws IOException {
    JsonNode seen = celery.read(CODEC.encode(Wires.envelope(ARGS, KWARGS)));

    assertThat(seen.path("id").stringValue()).isEqualTo("t-1");
    assertThat(seen.path("name").stringValue()).isEqualTo("peer.echo");
    assertThat(seen.path("args")).isEqualTo(Json.read(ARGS));
    assertThat(seen.path("kwargs")).isEqualTo(Json.read(KWARGS));
    assertThat(seen.path("argsrepr")).isEqualTo(Json.read(ARGS));
    assertThat(seen.path("kwargsrepr")).isEqualTo(Json.read(KWARGS));
    assertThat(seen.path("eta").isNull()).isTrue();
    assertThat(seen.path("time_limits")).isEqualTo(Json.read("[null, null]"));
    assertThat(seen.path("correlation_id").stringValue()).isEqualTo("t-1");
    assertThat(seen.path("priority").intValue()).isZero();
  }

  @Test
  void workerReadsOurTimesToTheMicrosecond() throws IOException {
    var times =
        new Times(
            DUE,
            DUE.plusMillis(500),
            DUE,
            Duration.ofMillis(1500),
            Duration.ofSeconds(30),
            Duration.ofHours(1));

    JsonNode seen = celery.read(CODEC.encode(Wires.with(Wires.envelope("[]", "{}"), times)));

    assertThat(seen.path("eta").stringValue()).isEqualTo("2030-01-02T03:04:05.000006+00:00");
    assertThat(seen.path("expires").stringValue()).isEqualTo("2030-01-02T03:04:05.500006+00:00");
    assertThat(seen.path("time_limits")).isEqualTo(Json.read("[30, 1.5]"));
  }

  @Test
  void workerReadsOurCompressedMessage() throws IOException {
    String args = "[\"" + "x".repeat(100_000) + "\"]";
    Message message = CODEC.withCompressionAbove(1000).encode(Wires.envelope(args, "{}"));

    assertThat(message.body()).hasSizeLessThan(1000);
    assertThat(celery.read(message).path("args")).isEqualTo(Json.read(args));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"callbacks\":null,\"chain\":null}"})
  void workerRunsOurMessageAndWeReadItsResult(String embed) throws IOException {
    var lineage =
        new Lineage(new RequestId("r"), "root", "parent", "g", 2, "fra", "meridian:reply:1");
    Envelope envelope = Wires.with(Wires.envelope(ARGS, KWARGS), lineage);
    envelope = Wires.with(Wires.with(envelope, Json.read(embed)), Map.of("tenant", "acme"));

    TaskResult result = decoded(celery.run(CODEC.encode(envelope)), "t-1");

    assertThat(result.state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(result.finished()).isNotNull();
    JsonNode request = result.value();
    assertThat(request.path("args")).isEqualTo(Json.read(ARGS));
    assertThat(request.path("kwargs")).isEqualTo(Json.read(KWARGS));
    assertThat(request.path("root_id").stringValue()).isEqualTo("root");
    assertThat(request.path("parent_id").stringValue()).isEqualTo("parent");
    assertThat(request.path("group").stringValue()).isEqualTo("g");
    assertThat(request.path("group_index").intValue()).isEqualTo(2);
    assertThat(request.path("headers"))
        .isEqualTo(Json.object().put("meridian-request", "r").put("tenant", "acme"));
  }

  @Test
  void loneSurrogateSurvivesBothWays() throws IOException {
    Envelope envelope = CODEC.decode(only(celery.send("surrogate")));

    assertThat(envelope.args()).isEqualTo(Json.array().add("\ud800"));
    assertThat(celery.read(CODEC.encode(envelope)).path("args")).isEqualTo(envelope.args());
  }

  @Test
  void weReadAPlainMessage() throws IOException {
    Envelope envelope = CODEC.decode(only(celery.send("plain")));

    assertThat(envelope.type()).isEqualTo("peer.add");
    assertThat(envelope.args()).isEqualTo(Json.read("[2, 3]"));
    assertThat(envelope.kwargs()).isEmpty();
    assertThat(envelope.times()).isEqualTo(Times.UNBOUNDED);
    assertThat(envelope.lineage())
        .isEqualTo(new Lineage(null, "t-plain", null, null, null, null, null));
    assertThat(extras(envelope)).containsOnly(entry("shadow", null));
  }

  @Test
  void weReadKeywordsAndCompressedBodies() throws IOException {
    assertThat(CODEC.decode(only(celery.send("kwargs"))).kwargs())
        .isEqualTo(Json.read("{\"x\":\"ü€😀\",\"y\":null}"));
    Message compressed = only(celery.send("compressed"));
    assertThat(compressed.headers()).containsKey("compression");
    assertThat(CODEC.decode(compressed).args()).isEqualTo(Json.array().add("x".repeat(5000)));
  }

  @ParameterizedTest
  @CsvSource({
    "eta, 2030-01-02T03:04:05.000006Z",
    "naive, 2030-01-02T03:04:05Z",
    "offset, 2030-01-01T21:34:05.000006Z",
  })
  void weReadAnEta(String sender, Instant eta) throws IOException {
    assertThat(CODEC.decode(only(celery.send(sender))).times().eta()).isEqualTo(eta);
  }

  @Test
  void weReadCountdownAndExpires() throws IOException {
    Times times = CODEC.decode(only(celery.send("expires"))).times();

    assertThat(times.eta()).isNotNull();
    assertThat(times.expires()).isNotNull();
    assertThat(Duration.between(times.eta(), times.expires()))
        .isBetween(Duration.ofSeconds(3509), Duration.ofSeconds(3511));
  }

  @Test
  void weReadLimitsRetriesAndHeaders() throws IOException {
    Envelope envelope = CODEC.decode(only(celery.send("limits")));

    assertThat(envelope.times().hardLimit()).isEqualTo(Duration.ofSeconds(30));
    assertThat(envelope.times().softLimit()).isEqualTo(Duration.ofMillis(12_500));
    assertThat(envelope.retries()).isEqualTo(3);
    assertThat(envelope.ignoreResult()).isTrue();
    assertThat(extras(envelope))
        .containsOnly(entry("shadow", "other"), entry("tenant", "acme"), entry("n", 7));
  }

  @Test
  void weReadAGroup() throws IOException {
    List<Envelope> members = celery.send("group").stream().map(CODEC::decode).toList();

    assertThat(members).extracting(m -> m.id().value()).containsExactly("t-g0", "t-g1", "t-g2");
    assertThat(members).allSatisfy(m -> assertThat(m.lineage().group()).isEqualTo("t-group"));
  }

  @Test
  void weReadAChainAndPassItOn() throws IOException {
    Envelope first = CODEC.decode(only(celery.send("chain")));

    JsonNode chain = first.embed().path("chain");
    assertThat(chain.size()).isEqualTo(2);
    assertThat(chain.get(0).path("options").path("task_id").stringValue()).isEqualTo("t-c2");
    assertThat(celery.read(CODEC.encode(first.retryAt(DUE))).path("embed"))
        .isEqualTo(first.embed());
  }

  @Test
  void weReadAChord() throws IOException {
    List<Envelope> header = celery.send("chord").stream().map(CODEC::decode).toList();

    assertThat(header).extracting(m -> m.lineage().groupIndex()).containsExactly(0, 1);
    assertThat(header)
        .allSatisfy(m ->
            assertThat(m.embed().path("chord").path("options").path("task_id").stringValue())
                .isEqualTo("t-body"));
  }

  @Test
  void weReadLinks() throws IOException {
    JsonNode embed = CODEC.decode(only(celery.send("link"))).embed();

    assertThat(embed.path("callbacks").path(0).path("args")).isEqualTo(Json.read("[9]"));
    assertThat(embed.path("errbacks").path(0).path("task").stringValue()).isEqualTo("peer.echo");
  }

  @ParameterizedTest
  @CsvSource({
    "pickle, content type: application/x-python-serialize (expected: application/json)",
    "yaml, content type: application/x-yaml (expected: application/json)",
    "bz2, header compression: application/x-bz2 (expected: application/x-gzip or none)",
    "nan, body: line 1 column 6",
    "v1, message: Celery protocol 1 (expected: protocol 2",
  })
  void weRefuseWhatWeCannotRun(String sender, String complaint) throws IOException {
    Message message = only(celery.send(sender));
    assertThatThrownBy(() -> CODEC.decode(message))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.taskId()).contains("t-" + sender))
        .hasMessageStartingWith(complaint);
  }

  @Test
  void clientReadsOurSuccess() throws IOException {
    TaskResult result =
        TaskResult.successful(id(), Json.read(KWARGS), Json.object().put("region", "fra"), NOW);
    assertThat(seen(result))
        .isEqualTo(
            Json.read(
                """
                {"status": "SUCCESS", "result": {"x": {"ü": [1, 2]}, "y": "z"}, "traceback": null,
                 "children": [], "task_id": "t-1",
                 "date_done": "2026-11-21T17:50:46.500000+00:00"}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "ValueError, builtins, builtins.ValueError",
        "FetchException, io.geo.task, celery.exceptions.FetchException",
        "InvalidInput, null, celery.backends.base.InvalidInput",
        "TimeLimitExceeded, billiard.exceptions, billiard.exceptions.TimeLimitExceeded",
      })
  void clientRaisesOurFailure(String type, String module, String raised) throws IOException {
    var failure = new TaskFailure(type, "é\nfailed", module, "at a.B\nat c.D");

    JsonNode seen = seen(TaskResult.failed(id(), failure, Json.object(), NOW));

    assertThat(seen.path("result").path("class").stringValue()).isEqualTo(raised);
    assertThat(seen.path("result").path("args")).isEqualTo(Json.array().add("é\nfailed"));
    assertThat(seen.path("traceback").stringValue()).isEqualTo("at a.B\nat c.D");
  }

  @Test
  void clientSeesOurDismissalAndProgress() throws IOException {
    assertThat(seen(TaskResult.dismissed(id(), "expired", NOW)).path("result"))
        .isEqualTo(
            Json.read(
                """
                {"class": "celery.exceptions.TaskRevokedError", "args": ["expired"]}
                """));
    ObjectNode value = Json.object().put("percent", 40).put("message", "half");
    JsonNode running =
        seen(new TaskResult(id(), TaskState.RUNNING, value, null, Json.object(), null));
    assertThat(running.path("status").stringValue()).isEqualTo("PROGRESS");
    assertThat(running.path("result"))
        .isEqualTo(Json.read("{\"current\":40,\"total\":100,\"message\":\"half\"}"));
  }

  @Test
  void weReadStoredFailures() throws IOException {
    String traceback = "Traceback (most recent call last):";
    assertThat(decoded(celery.write("w-1", "FAILURE", "value"), "w-1").failure())
        .isEqualTo(new TaskFailure("ValueError", "bad value, 42", "builtins", traceback));
    TaskResult retried = decoded(celery.write("w-2", "RETRY", "key"), "w-2");
    assertThat(retried.state()).isEqualTo(TaskState.RUNNING);
    assertThat(retried.failure()).isNull();
    TaskResult revoked = decoded(celery.write("w-3", "REVOKED", "revoked"), "w-3");
    assertThat(revoked.state()).isEqualTo(TaskState.DISMISSED);
    assertThat(revoked.failure())
        .isEqualTo(new TaskFailure("TaskRevokedError", "expired", "celery.exceptions", null));
    assertThat(revoked.finished()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SUCCESS|5|SUCCESSFUL|\"5\"",
        "SUCCESS|datetime|SUCCESSFUL|\"2024-01-02T00:00:00Z\"",
        "SUCCESS|nan|SUCCESSFUL|[null,null,1.5]",
        "STARTED|started|RUNNING|null",
        "PROGRESS|progress|RUNNING|{\"percent\":25,\"message\":\"m\"}",
        "LOADING|custom|RUNNING|{\"rows\":5}",
      })
  void weReadStoredResults(String status, String written, TaskState state, String value)
      throws IOException {
    TaskResult result = decoded(celery.write("s-" + written, status, written), "s-" + written);

    assertThat(result.state()).isEqualTo(state);
    assertThat(Json.text(result.value()).replace("+00:00", "Z")).isEqualTo(value);
    assertThat(result.finished() != null).isEqualTo(state.isTerminal());
  }

  /// The extra headers, but for those that Celery adds from 5.3 on.
  private static Map<String, @Nullable Object> extras(Envelope envelope) {
    Map<String, @Nullable Object> extras = new LinkedHashMap<>(envelope.extras());
    extras.keySet().removeAll(Set.of("replaced_task_nesting", "stamped_headers", "stamps"));
    return extras;
  }

  private JsonNode seen(TaskResult result) throws IOException {
    return celery.result(CeleryResults.encode(result));
  }

  private static TaskId id() {
    return new TaskId("t-1");
  }

  private static TaskResult decoded(String document, String id) {
    return CeleryResults.decode(document.getBytes(UTF_8), new TaskId(id));
  }

  private static Message only(List<Message> messages) {
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }
}
