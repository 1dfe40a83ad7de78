package dev.meridian.route;

import dev.meridian.geo.Region;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What tells the router which lane of a region tasks belong to. Implementations are thread-safe;
/// they may block, and never throw.
@FunctionalInterface
public interface LaneSource {
  /// No lanes: all tasks wait in the queue of their priority class.
  LaneSource NONE = (_, _, _, _) -> Optional.empty();

  /// The lane for tasks of normal priority, ready to be published to; empty for the ordinary queue.
  ///
  /// @param type of the tasks
  /// @param key of the tasks; null if they have none
  /// @param tasks how many
  Optional<QueueName> lane(Region region, String type, @Nullable String key, int tasks);
}
