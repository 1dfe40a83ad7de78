package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.meridian.json.Json;
import dev.meridian.testing.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The real Celery in a Python process, asked one JSON line at a time. See [TestServers#python()].
/// Not thread-safe.
final class CeleryPeer implements AutoCloseable {
  private final Process python;
  private final BufferedReader answers;
  private final OutputStream questions;

  CeleryPeer() throws IOException, URISyntaxException {
    var script = Objects.requireNonNull(CeleryPeer.class.getResource("celery_peer.py"));
    python =
        new ProcessBuilder(TestServers.python(), Path.of(script.toURI()).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = python.inputReader();
    questions = python.getOutputStream();
  }

  /// A text as the Rabbit client hands it out: not a String, but its `toString` is the text.
  record LongText(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /// How a Python worker understands `message`.
  JsonNode read(Message message) throws IOException {
    return ask(Json.object().put("op", "read").set("m", json(message)));
  }

  /// The result document after a Python worker ran `message`.
  String run(Message message) throws IOException {
    return ask(Json.object().put("op", "run").set("m", json(message))).stringValue();
  }

  /// What a Python client publishes in a case of the script.
  List<Message> send(String sender) throws IOException {
    JsonNode sent = ask(Json.object().put("op", "send").put("case", sender));
    return sent.valueStream().map(CeleryPeer::message).toList();
  }

  /// The document a Python worker stores.
  String write(String id, String state, String value) throws IOException {
    ObjectNode question = Json.object().put("op", "write").put("task_id", id);
    return ask(question.put("state", state).put("case", value)).stringValue();
  }

  /// How a Python client understands a result document.
  JsonNode result(byte[] document) throws IOException {
    return ask(Json.object().put("op", "result").put("document", new String(document, US_ASCII)));
  }

  /// A canvas as a Python client writes it, in a case of the script.
  JsonNode canvas(String sample) throws IOException {
    return ask(Json.object().put("op", "canvas").put("case", sample));
  }

  /// Whether Celery takes `canvas` for the one of the case.
  boolean isSame(String sample, JsonNode canvas) throws IOException {
    ObjectNode question = Json.object().put("op", "same").put("case", sample);
    return ask(question.set("canvas", canvas)).booleanValue();
  }

  private JsonNode ask(ObjectNode question) throws IOException {
    questions.write(WireJson.bytes(question));
    questions.write('\n');
    questions.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("python3 ended: is python3-celery installed?");
    }
    JsonNode answer = Json.read(line);
    if (!answer.has("ok")) {
      throw new IOException(answer.path("error").asString());
    }
    return answer.path("ok");
  }

  private static ObjectNode json(Message message) {
    ObjectNode json = Json.object();
    json.set("headers", Json.of(message.headers()));
    json.put("content_type", message.contentType());
    json.put("content_encoding", message.contentEncoding());
    json.put("correlation_id", message.correlationId());
    json.put("priority", message.priority());
    return json.put("body", Base64.getEncoder().encodeToString(message.body()));
  }

  private static Message message(JsonNode json) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    json.path("headers").forEachEntry((name, value) -> headers.put(name, header(value)));
    return new Message(
        headers,
        json.path("content_type").stringValue(),
        json.path("content_encoding").stringValue(),
        json.path("correlation_id").stringValue(),
        json.path("priority").intValue(),
        Base64.getDecoder().decode(json.path("body").stringValue()));
  }

  private static @Nullable Object header(JsonNode value) {
    return switch (value) {
      case NullNode _ -> null;
      case StringNode text -> new LongText(text.stringValue());
      case ArrayNode list -> Arrays.asList(list.valueStream().map(CeleryPeer::header).toArray());
      case JsonNode flag when flag.isBoolean() -> flag.booleanValue();
      case JsonNode number when number.isInt() -> number.intValue();
      case JsonNode number when number.isNumber() -> number.doubleValue();
      case JsonNode map -> Json.convert(map, Map.class);
    };
  }

  @Override
  public void close() throws IOException {
    questions.close();
    python.destroy();
  }
}
