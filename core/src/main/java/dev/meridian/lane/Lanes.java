package dev.meridian.lane;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Which lane of a region the tasks of a key go to, decided once for all programs. A lane is a
/// queue of its own, so that keys in different lanes do not wait for each other. Thread-safe;
/// blocks. Throws [dev.meridian.result.StoreException] if it cannot be reached. Run the contract
/// suite `LanesContract` against every implementation.
public interface Lanes {
  /// How long after its last task a key keeps its lane.
  Duration STICKY = Duration.ofMinutes(1);

  /// How long a lane counts as in use after its last task: as long as a task may wait.
  Duration IN_USE = Duration.ofDays(31);

  /// The most keys of a region that are remembered; then those go that were used longest ago.
  int MOST_KEYS = 100_000;

  /// Tasks that are about to be published.
  ///
  /// @param region where
  /// @param key of all of them
  /// @param tasks how many
  record Load(String region, String key, int tasks) {}

  /// The lane for these tasks: the one that the key has, if it was used within [#STICKY]; else the
  /// one with the fewest waiting, counting what was assigned in the last seconds, and among equals
  /// the one with the fewest keys.
  ///
  /// @param waiting how many tasks wait in each lane of the region, as last seen; their number is
  ///   that of the lanes, at least 1
  /// @return the lane, from 0; it is in use from now on
  int assign(Load load, List<Long> waiting);

  /// The lanes of a region that tasks may wait in.
  ///
  /// @param also lanes somebody knows to be in use, which are in use from now on: so they are known
  ///   again soon after the store has lost everything
  Set<Integer> inUse(String region, Set<Integer> also);

  /// Calls back soon after a lane came into use, on a thread that must not be blocked. Calls may be
  /// missed.
  ///
  /// @return ends it when closed
  AutoCloseable onNewLane(Runnable listener);
}
