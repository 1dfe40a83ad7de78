package dev.meridian.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The broker's transport unit, free of any client library. Immutable by agreement: nobody changes
/// the map or the bytes after construction.
///
/// Header values are null, Boolean, Integer, Long, Double, String, byte arrays, `java.util.Date`,
/// or Lists and Maps of those; a codec never emits Short, Byte or negative Long (Python misreads
/// them).
///
/// @param headers by name
/// @param contentType for example `application/json`; null if none
/// @param contentEncoding for example `utf-8`; null if none
/// @param correlationId the task id; null if none
/// @param priority 0 to 255
/// @param body as sent
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
public record Message(
    Map<String, @Nullable Object> headers,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable String correlationId,
    int priority,
    byte[] body) {
  /// The header of a dead letter that says why.
  public static final String REASON = "meridian-reason";

  /// The header of a dead letter that says which queue it was in.
  public static final String QUEUE = "meridian-queue";

  /// The header of a dead letter that says how often it was delivered in vain.
  public static final String DELIVERIES = "meridian-deliveries";

  /// The header of a dead letter that says when it was buried (ISO 8601).
  public static final String DIED_AT = "meridian-died-at";

  /// The header of a message from MQTT that says its topic, with dots for slashes.
  public static final String TOPIC = "meridian-topic";

  /// The same without the headers that brokers and burials add on the way.
  public Message asSent() {
    Map<String, @Nullable Object> sent = new LinkedHashMap<>(headers);
    sent.keySet().removeIf(name -> !HeaderNames.isSent(name));
    return new Message(sent, contentType, contentEncoding, correlationId, priority, body);
  }

  /// The same with further headers, which replace those of the same name.
  public Message withHeaders(Map<String, ? extends @Nullable Object> more) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Message(all, contentType, contentEncoding, correlationId, priority, body);
  }

  /// The same with another body.
  public Message withBody(byte[] other) {
    return new Message(headers, contentType, contentEncoding, correlationId, priority, other);
  }
}
