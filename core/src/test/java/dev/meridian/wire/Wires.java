package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import dev.meridian.task.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Messages and envelopes to begin with.
final class Wires {
  static final String ORIGIN = "gen1@test";
  static final String JSON = "application/json";

  private Wires() {}

  /// An envelope with these arguments and nothing else.
  static Envelope envelope(String args, String kwargs) {
    return new Envelope(
        new TaskId("t-1"),
        "peer.echo",
        (ArrayNode) Json.read(args),
        (ObjectNode) Json.read(kwargs),
        Json.nullNode(),
        0,
        Envelope.Times.UNBOUNDED,
        Envelope.Lineage.NONE,
        false,
        Map.of());
  }

  static Envelope with(Envelope e, Envelope.Times times) {
    return new Envelope(
        e.id(),
        e.type(),
        e.args(),
        e.kwargs(),
        e.embed(),
        e.retries(),
        times,
        e.lineage(),
        e.ignoreResult(),
        e.extras());
  }

  static Envelope with(Envelope e, Envelope.Lineage lineage) {
    return new Envelope(
        e.id(),
        e.type(),
        e.args(),
        e.kwargs(),
        e.embed(),
        e.retries(),
        e.times(),
        lineage,
        e.ignoreResult(),
        e.extras());
  }

  static Envelope with(Envelope e, JsonNode embed) {
    return new Envelope(
        e.id(),
        e.type(),
        e.args(),
        e.kwargs(),
        embed,
        e.retries(),
        e.times(),
        e.lineage(),
        e.ignoreResult(),
        e.extras());
  }

  static Envelope with(Envelope e, Map<String, @Nullable Object> extras) {
    return new Envelope(
        e.id(),
        e.type(),
        e.args(),
        e.kwargs(),
        e.embed(),
        e.retries(),
        e.times(),
        e.lineage(),
        e.ignoreResult(),
        extras);
  }

  /// The smallest message a worker takes, with this body.
  static Message message(String body) {
    return message(Map.of("task", "a.b", "id", "t-1"), body.getBytes(UTF_8));
  }

  static Message message(Map<String, ? extends @Nullable Object> headers, byte[] body) {
    return new Message(new LinkedHashMap<>(headers), JSON, "utf-8", null, 0, body);
  }

  /// The same with one more header.
  static Message message(String header, @Nullable Object value) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", "a.b");
    headers.put("id", "t-1");
    headers.put(header, value);
    return message(headers, "[[],{},{}]".getBytes(UTF_8));
  }
}
