package dev.meridian.gateway.stream;

import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.CrossingLog.Page;
import dev.meridian.track.Place;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The logs for those who catch up: in small pages, a few at a time in all, so that thousands who
/// come at once neither flood the store nor fill the memory. Thread-safe; blocks.
final class Archive {
  /// The most crossings of a page.
  static final int PAGE = 100;

  /// The most pages that are read at a time.
  static final int AT_ONCE = 16;

  private final CrossingLog log;
  private final Beginning beginning;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  Archive(CrossingLog log) {
    this.log = log;
    this.beginning = new Beginning(log);
  }

  /// A page of one region.
  ///
  /// @param entries that can be read
  /// @param last the place up to which that is all, null if nothing follows
  /// @param hasGap whether crossings before it are no longer kept
  record Part(List<Entry> entries, @Nullable Place last, boolean hasGap) {}

  /// What follows a place.
  Part read(String region, Place after) throws InterruptedException {
    turns.acquire();
    try {
      Page page = log.read(Map.of(region, after.toString()), PAGE, Duration.ZERO);
      String last = page.last().get(region);
      // Asked after the page was read: what went before that is not missed.
      boolean gap = log.hasGap(region, after.toString());
      return new Part(page.entries(), last == null ? null : Place.of(last), gap);
    } finally {
      turns.release();
    }
  }

  /// By region, the place from which a client is told that did not know of it at that time.
  Map<String, Place> beginnings(Collection<String> regions, long millis)
      throws InterruptedException {
    turns.acquire();
    try {
      return beginning.of(regions, millis);
    } finally {
      turns.release();
    }
  }

  /// By region, the place of the last crossing.
  Map<String, String> end(Collection<String> regions) throws InterruptedException {
    turns.acquire();
    try {
      return log.end(regions);
    } finally {
      turns.release();
    }
  }
}
