package dev.meridian.memory;

import dev.meridian.track.Tracking;
import java.time.InstantSource;

/// Makes what `memory://` keeps for tracking.
public final class MemoryTracking {
  private MemoryTracking() {}

  /// Nothing yet.
  public static Tracking create(InstantSource clock) {
    MemoryCrossings crossings = new MemoryCrossings(clock);
    return new Tracking(
        new MemoryFences(clock),
        new MemoryObjects(clock, crossings),
        crossings,
        new MemoryPositionFeed());
  }
}
