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

  /// All headers of `envelope`; null where Celery sends null.
  static Map<String, @Nullable Object> write(Envelope envelope, String origin) {
    Map<String, @Nullable Object> headers = HeaderValues.extras(envelope.extras());
    headers.put(HeaderNames.LANG, "java");
    headers.put(HeaderNames.TASK, envelope.type());
    headers.put(HeaderNames.ID, envelope.id().value());
    headers.put(HeaderNames.RETRIES, envelope.retries());
    headers.put(HeaderNames.ARGS_REPR, PythonRepr.ofArgs(envelope.args()));
    headers.put(HeaderNames.KWARGS_REPR, PythonRepr.ofKwargs(envelope.kwargs()));
    headers.put(HeaderNames.ORIGIN, origin);
    headers.put(HeaderNames.IGNORE_RESULT, envelope.ignoreResult());
    putTimes(headers, envelope.times());
    putLineage(headers, envelope);
    return headers;
  }

  private static void putTimes(Map<String, @Nullable Object> headers, Envelope.Times times) {
    headers.put(HeaderNames.ETA, text(HeaderNames.ETA, times.eta()));
    headers.put(HeaderNames.EXPIRES, text(HeaderNames.EXPIRES, times.expires()));
    headers.put(
        HeaderNames.TIME_LIMIT, TimeLimitHeader.write(times.hardLimit(), times.softLimit()));
    putIfAny(headers, HeaderNames.DEADLINE, text(HeaderNames.DEADLINE, times.deadline()));
    putIfAny(headers, HeaderNames.RESULT_TTL, seconds(times.resultTtl()));
  }

  private static void putLineage(Map<String, @Nullable Object> headers, Envelope envelope) {
    var lineage = envelope.lineage();
    String root = lineage.root();
    headers.put(HeaderNames.ROOT, root == null ? envelope.id().value() : root);
    headers.put(HeaderNames.PARENT, lineage.parent());
    headers.put(HeaderNames.GROUP, lineage.group());
    headers.put(HeaderNames.GROUP_INDEX, lineage.groupIndex());
    putIfAny(headers, HeaderNames.REQUEST, envelope.request().map(RequestId::value).orElse(null));
    putIfAny(headers, HeaderNames.REGION, lineage.region());
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
    return new Envelope(
        headers.required(HeaderNames.ID, TaskId::new, "a task id"),
        type,
        body.args(),
        body.kwargs(),
        body.embed(),
        headers.integer(HeaderNames.RETRIES, 0, MAX_RETRIES).orElse(0),
        times(headers),
        lineage(headers),
        headers.flag(HeaderNames.IGNORE_RESULT),
        Collections.unmodifiableMap(HeaderValues.extras(headers.values())));
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

  private static Envelope.Lineage lineage(Headers headers) {
    var index = headers.integer(HeaderNames.GROUP_INDEX, 0, Integer.MAX_VALUE);
    return new Envelope.Lineage(
        headers.parsed(HeaderNames.REQUEST, RequestId::new),
        headers.text(HeaderNames.ROOT),
        headers.text(HeaderNames.PARENT),
        headers.text(HeaderNames.GROUP),
        index.isPresent() ? (Integer) index.getAsInt() : null,
        headers.text(HeaderNames.REGION));
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
