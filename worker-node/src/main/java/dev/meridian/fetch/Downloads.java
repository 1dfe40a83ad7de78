package dev.meridian.fetch;

import dev.meridian.geo.Source;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageConstraintException;

/// Gets documents: from the cache while they are fresh, else from the source in its turn, with a
/// conditional request if there is an old copy (RFC 9110, 13). Thread-safe.
final class Downloads implements AutoCloseable {
  private final Connections connections = new Connections();
  private final Turns turns;
  private final DocumentCache cache;
  private final InstantSource clock;

  Downloads(Turns turns, DocumentCache cache, InstantSource clock) {
    this.turns = turns;
    this.cache = cache;
    this.clock = clock;
  }

  /// The document at a URL of a source.
  Download get(Source source, URI url, Attempt attempt, Timings timings)
      throws InterruptedException {
    String key = DocumentCache.key(source, url);
    Optional<CachedDocument> kept = cache.find(key);
    Duration fresh = source.politeness().cache();
    if (kept.isPresent() && clock.instant().isBefore(kept.get().checked().plus(fresh))) {
      return Download.of(kept.get(), 200, "hit", 0);
    }
    Exchange.Answer answer;
    long waiting = System.nanoTime();
    try (var _ = turns.take(source, attempt)) {
      timings.add("waitMs", System.nanoTime() - waiting);
      answer = call(source, url, conditions(kept), attempt, timings);
    }
    attempt.note("httpStatus", answer.status());
    attempt.note("host", answer.url().getHost());
    if (answer.status() == 304 && kept.isPresent()) {
      CachedDocument document = kept.get().checkedAt(clock.instant());
      cache.keep(key, document, fresh);
      return Download.of(document, answer.status(), "revalidated", 0);
    }
    requireDocument(source, answer);
    return arrived(key, answer, fresh);
  }

  @Override
  public void close() {
    connections.close();
  }

  private Download arrived(String key, Exchange.Answer answer, Duration fresh) {
    var document =
        new CachedDocument(
            clock.instant(),
            answer.header(HttpHeaders.ETAG),
            answer.header(HttpHeaders.LAST_MODIFIED),
            answer.header(HttpHeaders.CONTENT_TYPE),
            answer.header(HttpHeaders.CONTENT_ENCODING),
            answer.body());
    boolean keepable =
        answer.status() == 200
            && !answer
                .header(HttpHeaders.CACHE_CONTROL)
                .toLowerCase(Locale.ROOT)
                .contains("no-store");
    boolean keeps = keepable && cache.keep(key, document, fresh);
    return Download.of(document, answer.status(), keeps ? "miss" : "off", answer.body().length);
  }

  private static Map<String, String> conditions(Optional<CachedDocument> kept) {
    Map<String, String> conditions = new LinkedHashMap<>();
    kept.filter(document -> !document.etag().isEmpty())
        .ifPresent(document -> conditions.put(HttpHeaders.IF_NONE_MATCH, document.etag()));
    kept.filter(document -> !document.lastModified().isEmpty())
        .ifPresent(
            document -> conditions.put(HttpHeaders.IF_MODIFIED_SINCE, document.lastModified()));
    return conditions;
  }

  private Exchange.Answer call(
      Source source, URI url, Map<String, String> conditions, Attempt attempt, Timings timings)
      throws InterruptedException {
    var client = connections.client(source.access().privateNetworks());
    var exchange = new Exchange(source, client, conditions, timings);
    Duration whole = source.politeness().timeout();
    Duration left = attempt.remaining();
    try {
      return Watch.run(
          () -> exchange.call(url),
          exchange::abort,
          left.compareTo(whole) < 0 ? left : whole,
          attempt);
    } catch (TimeoutException e) {
      throw Failures.timeout(source.id() + " took longer than " + whole.toMillis() + " ms.")
          .because(e);
    } catch (ExecutionException e) {
      throw failure(source, Objects.requireNonNull(e.getCause()));
    }
  }

  private static TaskException failure(Source source, Throwable cause) {
    return switch (cause) {
      case TaskException e -> e;
      case ConnectTimeoutException e ->
          Failures.timeout(source.id() + " did not accept a connection in time.").because(e);
      case SocketTimeoutException e ->
          Failures.timeout(source.id() + " stopped sending.").because(e);
      case MessageConstraintException e ->
          Failures.malformed(source.id() + " sent headers that are too long or none.").because(e);
      case InterruptedIOException e ->
          Failures.timeout(source.id() + " was broken off.").because(e);
      case IOException e when e.getCause() instanceof HttpException ->
          Failures.malformed(source.id() + " does not speak HTTP.").because(e);
      case IOException e ->
          Failures.unavailable(source.id() + " cannot be reached: " + e.getMessage()).because(e);
      default -> Failures.unavailable(source.id() + " failed: " + cause).because(cause);
    };
  }

  private void requireDocument(Source source, Exchange.Answer answer) {
    int status = answer.status();
    if (status == 200 || status == 203 || status == 204) {
      return;
    }
    String message = source.id() + " answered with the status " + status + ".";
    boolean mayPass = status >= 500 || status == 408 || status == 425 || status == 429;
    if (!mayPass) {
      throw Failures.status(message);
    }
    Optional<Duration> asked = asked(answer, clock.instant());
    asked.ifPresent(delay -> turns.park(source, delay));
    throw asked
        .map(Failures.unavailable(message)::after)
        .orElseGet(() -> Failures.unavailable(message));
  }

  private static Optional<Duration> asked(Exchange.Answer answer, Instant now) {
    boolean mayAsk = answer.status() == 429 || answer.status() == 503;
    return mayAsk
        ? RetryAfter.parse(answer.header(HttpHeaders.RETRY_AFTER), now)
        : Optional.empty();
  }
}
