package dev.meridian.wire;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends the task of a message once more, under another id: its first attempt, due now. The body
/// (arguments, input object, callbacks) stays as it is to the byte, and so does every header of the
/// sender but those that name the task, its request and its times.
///
/// @param task the new id
/// @param request the new request
/// @param region it is sent to
/// @param deadline nobody waits after
/// @param resultTtl how long its result is kept
public record Renewal(
    TaskId task, RequestId request, String region, Instant deadline, Duration resultTtl) {
  /// The message to send instead of one that was sent before.
  public Message of(Message sent) {
    Message plain = sent.asSent();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(plain.headers());
    Object old = headers.put(HeaderNames.ID, task.value());
    if (old == null || old.equals(headers.get(HeaderNames.ROOT))) {
      headers.remove(HeaderNames.ROOT);
    }
    headers.remove(HeaderNames.RETRIES);
    headers.remove(HeaderNames.ETA);
    headers.remove(HeaderNames.EXPIRES);
    headers.remove(HeaderNames.REPLY);
    headers.remove(HeaderNames.IGNORE_RESULT);
    headers.put(HeaderNames.REQUEST, request.value());
    headers.put(HeaderNames.REGION, region);
    headers.put(HeaderNames.DEADLINE, WireTime.write(HeaderNames.DEADLINE, deadline));
    headers.put(HeaderNames.RESULT_TTL, Math.toIntExact(Math.max(1, resultTtl.toSeconds())));
    return new Message(
        headers,
        plain.contentType(),
        plain.contentEncoding(),
        task.value(),
        plain.priority(),
        plain.body());
  }
}
