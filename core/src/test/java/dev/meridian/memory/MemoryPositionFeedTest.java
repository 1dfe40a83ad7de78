package dev.meridian.memory;

import dev.meridian.testing.PositionFeedContract;
import dev.meridian.track.PositionFeed;
import java.time.InstantSource;

final class MemoryPositionFeedTest extends PositionFeedContract {
  private final PositionFeed feed = MemoryTracking.create(InstantSource.system()).positions();

  @Override
  protected PositionFeed feed() {
    return feed;
  }
}
