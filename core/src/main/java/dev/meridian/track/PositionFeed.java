package dev.meridian.track;

import java.util.List;
import java.util.function.Consumer;

/// Accepted positions as they come, for maps: what nobody listens to, or listens to too slowly, is
/// gone. Thread-safe. Run the contract suite `PositionFeedContract` against every implementation.
public interface PositionFeed {
  /// Tells whoever listens. Never fails because the store is down.
  ///
  /// @param positions up to 1,000
  void tell(List<Position> positions);

  /// Listens to the positions of all regions. The listener is called on a thread of its own, so it
  /// holds up nobody; what it is too slow for is gone, the oldest first ([Ear]).
  ///
  /// @return ends it
  AutoCloseable listen(Consumer<List<Position>> listener);
}
