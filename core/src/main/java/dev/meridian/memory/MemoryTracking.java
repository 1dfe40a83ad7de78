package dev.meridian.memory;

import dev.meridian.track.Tracking;
import java.time.InstantSource;

/// Makes what `memory://` keeps for tracking.
public final class MemoryTracking {
  private static final int MOST_FENCES = 200_000;
  private static final int MOST_OBJECTS = 200_000;

  private MemoryTracking() {}

  /// Nothing yet. It keeps at most 200,000 fences, further ones are refused, and 200,000 objects,
  /// of which those go that moved the longest ago. Tracks and crossings have the bounds of each
  /// commit.
  public static Tracking create(InstantSource clock) {
    MemoryCrossings crossings = new MemoryCrossings(clock);
    return new Tracking(
        new MemoryFences(clock, MOST_FENCES),
        new MemoryObjects(clock, crossings, MOST_OBJECTS),
        crossings,
        new MemoryPositionFeed());
  }
}
