package dev.meridian.rabbit;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.route.QueueName;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// A delay as [DelayLadder] takes it: eighths of a second, which are read as octal digits.
///
/// @param steps the eighths, at least 1
record Delay(long steps) {
  /// How many digits there are.
  static final int DIGITS = 9;

  private static final int BITS = 3;
  private static final int BASE = 1 << BITS;
  private static final long STEP_MILLIS = 1000 / BASE;
  private static final long MOST_STEPS = (1L << (BITS * DIGITS)) - 1;

  /// A part of a delay, in a queue of its own.
  ///
  /// @param place of the digit, 0 for the eighths of a second
  /// @param digit 1 to 7
  record Rest(int place, int digit) {
    /// How long a message stays.
    long millis() {
      return (STEP_MILLIS * digit) << (BITS * place);
    }
  }

  /// A delay, rounded up to eighths of a second.
  ///
  /// @throws BrokerException of kind `REFUSED` if it is longer than the ladder, 194 days
  static Delay of(Duration delay) {
    long steps = Math.ceilDiv(delay.plusNanos(999_999).toMillis(), STEP_MILLIS);
    if (steps > MOST_STEPS) {
      long days = Duration.ofMillis(MOST_STEPS * STEP_MILLIS).toDays();
      throw new BrokerException(
          Kind.REFUSED, "delay: " + delay + " (expected: at most " + days + " days)", null);
    }
    return new Delay(Math.max(1, steps));
  }

  /// Where a message rests, in this order: the shortest first.
  List<Rest> rests() {
    return IntStream.range(0, DIGITS)
        .filter(place -> digit(place) > 0)
        .mapToObj(place -> new Rest(place, digit(place)))
        .toList();
  }

  /// The routing key of a message that is to reach `queue` in the end: the digits, the lowest
  /// first.
  String key(QueueName queue) {
    StringBuilder key = new StringBuilder(2 * DIGITS + queue.value().length());
    for (int place = 0; place < DIGITS; place++) {
      key.append(digit(place)).append('.');
    }
    return key.append(queue).toString();
  }

  private int digit(int place) {
    return (int) (steps >> (BITS * place)) & (BASE - 1);
  }
}
