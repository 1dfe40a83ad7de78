package dev.meridian.config;

import dev.meridian.geo.Region;
import dev.meridian.geo.Source;
import dev.meridian.route.RoutePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What holds where nothing else is said. Immutable.
///
/// @param policy for requests that name none
/// @param broker URL for regions that name none, null if the file has none; may hold a secret,
///   never print it
/// @param resultTtl how long results are kept
/// @param tombstoneTtl how long afterwards it is remembered that a result expired
/// @param deadline from submission, after which a task is not started any more
/// @param maxQueued the most tasks that may wait in the queues of a region together
/// @param politeness how gently to fetch
/// @param lanes how many queues a region has for tasks with a key
public record Defaults(
    RoutePolicy policy,
    @Nullable String broker,
    Duration resultTtl,
    Duration tombstoneTtl,
    Duration deadline,
    int maxQueued,
    Source.Politeness politeness,
    int lanes) {
  /// `prefer`, no broker, results for an hour, tombstones for a day, 10 minutes until the deadline,
  /// 100,000 in a queue, [Source.Politeness#STANDARD] and 16 lanes.
  public static final Defaults STANDARD =
      new Defaults(
          RoutePolicy.PREFER,
          null,
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofMinutes(10),
          Region.DEFAULT_MAX_QUEUED,
          Source.Politeness.STANDARD,
          Region.DEFAULT_LANES);

  /// All but the user and password of the broker.
  @Override
  public String toString() {
    return "Defaults[policy=%s, broker=%s, resultTtl=%s, tombstoneTtl=%s, deadline=%s, maxQueued=%s, %s, lanes=%s]"
        .formatted(
            policy.word(),
            Secrets.masked(String.valueOf(broker)),
            resultTtl,
            tombstoneTtl,
            deadline,
            maxQueued,
            politeness,
            lanes);
  }
}
