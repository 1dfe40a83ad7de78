package dev.meridian.route;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Region;

/// The name of a queue, which is its routing key too.
public record QueueName(String value) {
  /// Where tasks go that will not be tried again.
  public static final QueueName DEAD = new QueueName("meridian.dead");

  private static final int MAX_BYTES = 200;

  /// Checks the length: 1 to 200 characters of ASCII.
  public QueueName {
    boolean ascii = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (value.isEmpty() || value.length() > MAX_BYTES || !ascii) {
      throw new InvalidValueException("queue", value, "1..200 printable characters without spaces");
    }
  }

  /// The queue of a region and a priority class: `meridian.fra`, `meridian.fra.high`,
  /// `meridian.fra.low`.
  public static QueueName of(String region, Priority priority) {
    String base = "meridian." + Region.checkId(region);
    return new QueueName(
        switch (priority) {
          case HIGH -> base + ".high";
          case NORMAL -> base;
          case LOW -> base + ".low";
        });
  }

  @Override
  public String toString() {
    return value;
  }
}
