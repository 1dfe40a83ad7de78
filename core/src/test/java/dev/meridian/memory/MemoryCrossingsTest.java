package dev.meridian.memory;

import dev.meridian.testing.CrossingLogContract;
import dev.meridian.track.Tracking;
import java.time.InstantSource;

final class MemoryCrossingsTest extends CrossingLogContract {
  private final Tracking tracking = MemoryTracking.create(InstantSource.system());

  @Override
  protected Tracking tracking() {
    return tracking;
  }
}
