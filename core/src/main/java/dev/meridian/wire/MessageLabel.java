package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the headers of a message say of its task, as far as each can be read. Its body is not
/// looked at, so that something can be said of messages nobody can run.
///
/// @param task its id; null if there is no sane one
/// @param type the name of its task type; null if there is none
/// @param request it is part of; null if there is none
/// @param retries attempts made before this message, from 0
/// @param key of its task; null if there is no sane one
public record MessageLabel(
    @Nullable TaskId task,
    @Nullable String type,
    @Nullable RequestId request,
    int retries,
    @Nullable String key) {
  private static final int LONGEST_TYPE = 255;
  private static final int MAX_RETRIES = 1_000_000;

  /// The label of a message. Never throws.
  public static MessageLabel of(Message message) {
    Headers headers = new Headers(message.headers());
    TaskId id = readable(headers, HeaderNames.ID, TaskId::new);
    String type = readable(headers, HeaderNames.TASK, Function.identity());
    return new MessageLabel(
        id == null ? correlation(message) : id,
        type == null ? null : type.substring(0, Math.min(type.length(), LONGEST_TYPE)),
        readable(headers, HeaderNames.REQUEST, RequestId::new),
        retries(headers),
        readable(headers, Envelope.KEY, Envelope::checkKey));
  }

  private static @Nullable TaskId correlation(Message message) {
    Map<String, @Nullable Object> only =
        Collections.singletonMap(HeaderNames.ID, message.correlationId());
    return readable(new Headers(only), HeaderNames.ID, TaskId::new);
  }

  private static <T> @Nullable T readable(
      Headers headers, String name, Function<String, T> parser) {
    try {
      return headers.parsed(name, parser);
    } catch (InvalidValueException e) {
      return null;
    }
  }

  private static int retries(Headers headers) {
    Map<String, @Nullable Object> values = headers.values();
    return values.get(HeaderNames.RETRIES) instanceof Number number
        ? Math.clamp(number.longValue(), 0, MAX_RETRIES)
        : 0;
  }
}
