package dev.meridian.route;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Region;
import dev.meridian.track.Partition;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a queue, which is its routing key too.
public record QueueName(String value) {
  /// Where tasks go that will not be tried again.
  public static final QueueName DEAD = new QueueName("meridian.dead");

  /// Where positions go that devices publish over MQTT. One consumer at a time is given its
  /// messages.
  public static final QueueName MQTT = new QueueName("meridian.mqtt.positions");

  private static final int MAX_BYTES = 200;
  private static final Pattern OF_A_REGION =
      Pattern.compile(
          "meridian\\.([a-z0-9-]+)(?:\\.(?:(high|low)|lane\\.([0-9]{1,2})|positions\\.([0-9]{1,2})))?");

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

  /// One of a region's lanes, which are for tasks of normal priority that have a key:
  /// `meridian.fra.lane.3`.
  ///
  /// @param lane from 0, less than [Region#MOST_LANES]
  public static QueueName lane(String region, int lane) {
    if (lane < 0 || lane >= Region.MOST_LANES) {
      throw new InvalidValueException("lane", lane, "0.." + (Region.MOST_LANES - 1));
    }
    return new QueueName("meridian." + Region.checkId(region) + ".lane." + lane);
  }

  /// One of a region's queues of positions, of which one consumer at a time is given any:
  /// `meridian.fra.positions.3`.
  ///
  /// @param partition from 0, less than [Partition#COUNT]
  public static QueueName positions(String region, int partition) {
    if (partition < 0 || partition >= Partition.COUNT) {
      throw new InvalidValueException("partition", partition, "0.." + (Partition.COUNT - 1));
    }
    return new QueueName("meridian." + Region.checkId(region) + ".positions." + partition);
  }

  /// Whether it is one of the queues of positions.
  public boolean isOfPositions() {
    Matcher match = OF_A_REGION.matcher(value);
    return match.matches() && match.group(4) != null;
  }

  /// Which of its region's lanes it is; empty for other queues.
  public OptionalInt lane() {
    Matcher match = OF_A_REGION.matcher(value);
    return match.matches() && match.group(3) != null
        ? OptionalInt.of(Integer.parseInt(match.group(3)))
        : OptionalInt.empty();
  }

  /// The region whose queue it is; empty for other queues.
  public Optional<String> region() {
    Matcher match = OF_A_REGION.matcher(value);
    return match.matches() && !equals(DEAD) ? Optional.of(match.group(1)) : Optional.empty();
  }

  /// The queue of the same priority class in another region; of normal priority if this is none of
  /// a region, or a lane: a key may have another one there.
  public QueueName in(String region) {
    Matcher match = OF_A_REGION.matcher(value);
    String word = match.matches() ? match.group(2) : null;
    return of(region, word == null ? Priority.NORMAL : Priority.of(word));
  }

  @Override
  public String toString() {
    return value;
  }
}
