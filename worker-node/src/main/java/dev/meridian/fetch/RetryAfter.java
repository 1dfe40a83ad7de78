package dev.meridian.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.utils.DateUtils;

/// The header Retry-After (RFC 9110, 10.2.3): seconds or a date.
final class RetryAfter {
  private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

  private RetryAfter() {}

  /// How long to wait: never negative, a day at most; empty if the header says nothing sensible.
  static Optional<Duration> parse(String header, Instant now) {
    String text = header.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of(bounded(text.length() > 9 ? MOST_SECONDS : Long.parseLong(text)));
    }
    Instant date = DateUtils.parseStandardDate(text);
    return Optional.ofNullable(date).map(d -> bounded(Duration.between(now, d).toSeconds()));
  }

  private static Duration bounded(long seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 0, MOST_SECONDS));
  }
}
