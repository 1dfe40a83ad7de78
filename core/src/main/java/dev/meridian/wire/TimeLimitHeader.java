package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Celery's header `timelimit`, which is hard before soft, in seconds (its documentation says the
/// other way round and is wrong).
///
/// @param hard of an attempt; null if none
/// @param soft of an attempt; null if none
record TimeLimitHeader(@Nullable Duration hard, @Nullable Duration soft) {
  /// The most seconds a duration in a header may have, about 31 years.
  static final int MAX_SECONDS = 1_000_000_000;

  private static final TimeLimitHeader NONE = new TimeLimitHeader(null, null);
  private static final String FORM =
      "[hard, soft] in seconds, each null or 0.." + MAX_SECONDS + ", soft <= hard";
  private static final double NANOS = 1e9;

  /// The header's value: whole seconds as integers, others as fractions.
  static List<@Nullable Object> write(@Nullable Duration hard, @Nullable Duration soft) {
    return Arrays.asList(seconds(hard), seconds(soft));
  }

  private static @Nullable Object seconds(@Nullable Duration limit) {
    if (limit == null) {
      return null;
    }
    int whole = Math.clamp(limit.getSeconds(), 0, MAX_SECONDS);
    return limit.getNano() == 0 || whole == MAX_SECONDS
        ? (Object) whole
        : (Object) (whole + limit.getNano() / NANOS);
  }

  /// The limits of a header's value; 0 is none, as in Celery.
  ///
  /// @throws InvalidValueException about anything else
  static TimeLimitHeader read(@Nullable Object value) {
    if (value == null) {
      return NONE;
    }
    if (!(value instanceof List<?> pair) || pair.size() != 2) {
      throw wrong(value);
    }
    Duration hard = duration(pair, pair.getFirst());
    Duration soft = duration(pair, pair.getLast());
    if (hard != null && soft != null && soft.compareTo(hard) > 0) {
      throw wrong(pair);
    }
    return new TimeLimitHeader(hard, soft);
  }

  private static @Nullable Duration duration(List<?> pair, @Nullable Object limit) {
    if (limit == null) {
      return null;
    }
    double seconds = limit instanceof Number number ? number.doubleValue() : -1;
    if (!(seconds >= 0 && seconds <= MAX_SECONDS)) {
      throw wrong(pair);
    }
    long whole = (long) seconds;
    return seconds == 0 ? null : Duration.ofSeconds(whole, Math.round((seconds - whole) * NANOS));
  }

  private static InvalidValueException wrong(Object value) {
    return new InvalidValueException("header " + HeaderNames.TIME_LIMIT, value, FORM);
  }
}
