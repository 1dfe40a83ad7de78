package dev.meridian.cli;

import dev.meridian.client.HealthBoard;
import dev.meridian.client.LetterKeeper;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What nodes look at every 2 s until they are closed: the regions file, how all regions are, and
/// dead letters, as far as somebody here needs it. Thread-safe.
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final RegionsInUse regions;
  private final HealthBoard health;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable LetterKeeper keeper;
  private volatile boolean routing;

  /// Starts to look.
  Upkeep(RegionsInUse regions, HealthBoard health) {
    this.regions = regions;
    this.health = health;
    Thread.ofVirtual().name("upkeep").start(this::run);
  }

  /// From now on also at how all regions are, as somebody here routes tasks; once at once.
  void watchRegions() {
    routing = true;
    health.refresh();
  }

  /// From the next look on also at dead letters, unless that is so already.
  void keepLetters(Supplier<LetterKeeper> with) {
    if (keeper == null) {
      keeper = with.get();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    LetterKeeper current = keeper;
    if (current != null) {
      current.close();
    }
  }

  private void run() {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      regions.lookForChanges();
      if (routing) {
        health.refresh();
      }
      LetterKeeper current = keeper;
      if (current != null) {
        current.look();
      }
    } catch (RuntimeException e) {
      LOG.error("could not look at regions and queues", e);
    }
  }
}
