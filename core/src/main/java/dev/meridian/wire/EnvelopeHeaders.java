package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers of an envelope: Celery's in Celery's names, Meridian's beside them.
final class EnvelopeHeaders {
  private static final int MAX_RETRIES = 1_000_000;
  private static final int MAX_NAME = 255;
  private static final String NAME_FORM = "1.." + MAX_NAME + " characters, none a control";

  private EnvelopeHeaders() {}

  /// All headers of `envelope` but those that say what their absence says: the broker reads and
  /// stores every one of them. A missing root is the task itself.
  static Map<String, @Nullable Object> write(Envelope envelope, String origin) {
    Map<String, @Nullable Object> headers = HeaderValues.extras(envelope.extras());
    headers.put(HeaderNames.LANG, "java");
    headers.put(HeaderNames.TASK, envelope.type());
    headers.put(HeaderNames.ID, envelope.id().value());
    putIfAny(headers, HeaderNames.RETRIES, envelope.retries() == 0 ? null : envelope.retries());
    headers.put(HeaderNames.ARGS_REPR, PythonRepr.ofArgs(envelope.args()));
    headers.put(HeaderNames.KWARGS_REPR, PythonRepr.ofKwargs(envelope.kwargs()));
    headers.put(HeaderNames.ORIGIN, origin);
    putIfAny(headers, HeaderNames.IGNORE_RESULT, envelope.ignoreResult() ? true : null);
    putTimes(headers, envelope.times());
    putLineage(headers, envelope);
    return headers;
  }

  private static void putTimes(Map<String, @Nullable Object> headers, Envelope.Times times) {
    putIfAny(headers, HeaderNames.ETA, text(HeaderNames.ETA, times.eta()));
    putIfAny(headers, HeaderNames.EXPIRES, text(HeaderNames.EXPIRES, times.expires()));
    if (times.hardLimit() != null || times.softLimit() != null) {
      headers.put(
          HeaderNames.TIME_LIMIT, TimeLimitHeader.write(times.hardLimit(), times.softLimit()));
    }
    putIfAny(headers, HeaderNames.DEADLINE, text(HeaderNames.DEADLINE, times.deadline()));
    putIfAny(headers, HeaderNames.RESULT_TTL, seconds(times.resultTtl()));
  }

  private static void putLineage(Map<String, @Nullable Object> headers, Envelope envelope) {
    var lineage = envelope.lineage();
    String root = lineage.root();
    putIfAny(headers, HeaderNames.ROOT, envelope.id().value().equals(root) ? null : root);
    putIfAny(headers, HeaderNames.PARENT, lineage.parent());
    putIfAny(headers, HeaderNames.GROUP, lineage.group());
    putIfAny(headers, HeaderNames.GROUP_INDEX, lineage.groupIndex());
    putIfAny(headers, HeaderNames.REQUEST, envelope.request().map(RequestId::value).orElse(null));
    putIfAny(headers, HeaderNames.REGION, lineage.region());
    putIfAny(headers, HeaderNames.REPLY, lineage.replyTo());
  }

  private static void putIfAny(
      Map<String, @Nullable Object> headers, String name, @Nullable Object value) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  private static @Nullable String text(String name, @Nullable Instant instant) {
    return instant == null ? null : WireTime.write(name, instant);
  }

  private static @Nullable Integer seconds(@Nullable Duration ttl) {
    if (ttl == null) {
      return null;
    }
    int whole = Math.clamp(ttl.getSeconds(), 0, TimeLimitHeader.MAX_SECONDS);
    return Math.clamp(whole + (ttl.getNano() > 0 ? 1L : 0L), 1, TimeLimitHeader.MAX_SECONDS);
  }

  /// The envelope of these headers and this body.
  ///
  /// @throws InvalidValueException that names the header
  static Envelope read(Headers headers, EnvelopeBody body) {
    String type =
        headers.required(HeaderNames.TASK, EnvelopeHeaders::taskName, "the name of a task");
    TaskId id = headers.required(HeaderNames.ID, TaskId::new, "a task id");
    var envelope =
        new Envelope(
            id,
            type,
            body.args(),
            body.kwargs(),
            body.embed(),
            headers.integer(HeaderNames.RETRIES, 0, MAX_RETRIES).orElse(0),
            times(headers),
            lineage(headers, id),
            headers.flag(HeaderNames.IGNORE_RESULT),
            Collections.unmodifiableMap(HeaderValues.extras(headers.values())));
    checkNumbers(envelope);
    return envelope;
  }

  /// Reads the extras that have a meaning once, so that later nobody has to expect a wrong one.
  private static void checkNumbers(Envelope envelope) {
    var _ = envelope.maxAttempts();
    var _ = envelope.version();
    var _ = envelope.key();
  }

  private static Envelope.Times times(Headers headers) {
    var limit = TimeLimitHeader.read(headers.values().get(HeaderNames.TIME_LIMIT));
    var ttl = headers.integer(HeaderNames.RESULT_TTL, 1, TimeLimitHeader.MAX_SECONDS);
    return new Envelope.Times(
        headers.instant(HeaderNames.ETA),
        headers.instant(HeaderNames.EXPIRES),
        headers.instant(HeaderNames.DEADLINE),
        limit.soft(),
        limit.hard(),
        ttl.isPresent() ? Duration.ofSeconds(ttl.getAsInt()) : null);
  }

  private static Envelope.Lineage lineage(Headers headers, TaskId id) {
    String root = headers.text(HeaderNames.ROOT);
    var index = headers.integer(HeaderNames.GROUP_INDEX, 0, Integer.MAX_VALUE);
    return new Envelope.Lineage(
        headers.parsed(HeaderNames.REQUEST, RequestId::new),
        root == null ? id.value() : root,
        headers.text(HeaderNames.PARENT),
        headers.text(HeaderNames.GROUP),
        index.isPresent() ? (Integer) index.getAsInt() : null,
        headers.text(HeaderNames.REGION),
        headers.text(HeaderNames.REPLY));
  }

  /// Any name Celery allows, unless it would break a log line.
  private static String taskName(String name) {
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidValueException("task", name, NAME_FORM);
    }
    return name;
  }
}
