package dev.meridian.control;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.wire.Message;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests, replies and events as messages of kombu's pidbox and Celery's celeryev, and back.
/// Without state.
public final class ControlCodec {
  private static final String JSON = "application/json";
  private static final String CLOCK = "clock";
  private static final String TICKET = "ticket";
  private static final String EXPIRES = "expires";
  private static final int MAX_BODY = 1 << 20;
  private static final int MAX_DESTINATIONS = 10_000;

  private ControlCodec() {}

  /// Where a reply is wanted.
  ///
  /// @param exchange to publish it to
  /// @param key to publish it with
  /// @param ticket of the request
  public record ReplyTo(String exchange, String key, String ticket) {}

  /// A request as it arrived.
  ///
  /// @param request what is asked for
  /// @param replyTo null if no reply is wanted
  public record Call(ControlRequest request, @Nullable ReplyTo replyTo) {}

  /// The message of a request.
  ///
  /// @param replyTo null if no reply is wanted
  /// @param clock of the bus
  /// @param expires when nobody waits for the reply any more; null if nobody does at all
  public static Message request(
      ControlRequest request, @Nullable ReplyTo replyTo, long clock, @Nullable Instant expires) {
    ObjectNode body = Json.object();
    body.put("method", request.method());
    body.set("arguments", request.arguments());
    body.set("destination", destination(request.destination()));
    ControlRequest.Matching matching = request.matching();
    body.put("pattern", matching == null ? null : matching.pattern());
    body.put("matcher", matching == null ? null : matching.regular() ? "pcre" : "glob");
    if (replyTo != null) {
      body.put(TICKET, replyTo.ticket());
      body.putObject("reply_to")
          .put("exchange", replyTo.exchange())
          .put("routing_key", replyTo.key());
    }
    double until = expires == null ? 0 : expires.toEpochMilli() / 1000.0;
    return message(body, headers(CLOCK, clock, EXPIRES, until));
  }

  /// The request of a message.
  ///
  /// @throws InvalidValueException if it is none
  public static Call call(Message message) {
    ObjectNode body = object(message);
    JsonNode reply = body.path("reply_to");
    String exchange = reply.path("exchange").stringValue(null);
    ReplyTo to =
        exchange == null
            ? null
            : new ReplyTo(
                exchange, reply.path("routing_key").asString(""), body.path(TICKET).asString(""));
    JsonNode arguments = body.path("arguments");
    ControlRequest request =
        new ControlRequest(
            body.path("method").asString(""),
            arguments instanceof ObjectNode given ? given : Json.object(),
            destination(body.path("destination")),
            matching(body));
    return new Call(request, to);
  }

  /// The message of a reply.
  ///
  /// @param clock of the bus
  public static Message reply(ControlReply reply, String ticket, long clock) {
    ObjectNode body = Json.object();
    body.set(reply.node(), reply.value());
    return message(body, headers(TICKET, ticket, CLOCK, clock));
  }

  /// The replies of a message; none if they belong to another request.
  ///
  /// @throws InvalidValueException if it is no reply
  public static List<ControlReply> replies(Message message, String ticket) {
    Object theirs = message.headers().get(TICKET);
    if (theirs != null && !ticket.equals(theirs)) {
      return List.of();
    }
    return object(message).properties().stream()
        .map(member -> new ControlReply(member.getKey(), member.getValue()))
        .toList();
  }

  /// The message of events of one node: one by itself, many as a list.
  ///
  /// @param clock whose time goes forward with each
  public static Message events(List<Event> events, LamportClock clock) {
    ArrayNode list = Json.array();
    events.forEach(event -> list.add(event.document(clock.forward())));
    JsonNode body = list.size() == 1 ? list.get(0) : list;
    return message(body, headers("hostname", events.getFirst().node(), CLOCK, clock.value()));
  }

  /// The routing key of such a message.
  public static String key(List<Event> events) {
    return events.size() == 1 ? events.getFirst().type().replace('-', '.') : "task.multi";
  }

  /// The events of a message.
  ///
  /// @throws InvalidValueException if it holds none
  public static List<ObjectNode> events(Message message) {
    JsonNode body = read(message);
    if (body instanceof ObjectNode event) {
      return List.of(event);
    }
    return body.valueStream()
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .toList();
  }

  /// The sender's clock; 0 if the message does not tell.
  public static long clock(Message message) {
    return message.headers().get(CLOCK) instanceof Number clock ? clock.longValue() : 0;
  }

  private static JsonNode destination(Set<String> nodes) {
    if (nodes.isEmpty()) {
      return Json.nullNode();
    }
    ArrayNode list = Json.array();
    nodes.forEach(list::add);
    return list;
  }

  private static Set<String> destination(JsonNode nodes) {
    Set<String> named = new LinkedHashSet<>();
    nodes.valueStream().limit(MAX_DESTINATIONS).forEach(node -> named.add(node.asString("")));
    return named;
  }

  private static ControlRequest.@Nullable Matching matching(ObjectNode body) {
    String pattern = body.path("pattern").stringValue(null);
    String matcher = body.path("matcher").stringValue(null);
    return pattern == null || matcher == null
        ? null
        : new ControlRequest.Matching(pattern, !matcher.equals("glob"));
  }

  private static ObjectNode object(Message message) {
    if (read(message) instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidValueException("body", "no object", "a JSON object");
  }

  private static JsonNode read(Message message) {
    if (!JSON.equals(message.contentType()) || message.body().length > MAX_BODY) {
      throw new InvalidValueException(
          "body",
          message.body().length + " bytes of " + message.contentType(),
          JSON + " of at most " + MAX_BODY + " bytes");
    }
    return Json.readPython(message.body());
  }

  private static Map<String, @Nullable Object> headers(
      String name, Object value, String other, Object otherValue) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put(name, value);
    headers.put(other, otherValue);
    return headers;
  }

  private static Message message(JsonNode body, Map<String, @Nullable Object> headers) {
    return new Message(headers, JSON, "utf-8", null, 0, Json.bytes(body));
  }
}
