package dev.meridian.gateway.stream;

import dev.meridian.result.StoreException;
import dev.meridian.track.CrossingLog;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A log that is down at times, has crossings that cannot be read, and tells who reads.
final class TrickyLog implements CrossingLog {
  volatile boolean down;
  volatile boolean broken;
  volatile Predicate<Entry> unreadable = _ -> false;
  final Semaphore pages = new Semaphore(Integer.MAX_VALUE / 2);
  final AtomicInteger pagesAsked = new AtomicInteger();
  final AtomicInteger followingFailed = new AtomicInteger();
  final AtomicInteger catchingUpFailed = new AtomicInteger();
  private final CrossingLog log;

  TrickyLog(CrossingLog log) {
    this.log = log;
  }

  private CrossingLog reached() {
    if (down) {
      throw new StoreException(StoreException.Kind.DOWN, "down", null);
    }
    if (broken) {
      throw new IllegalStateException("a log fails, as the test wants");
    }
    return log;
  }

  private CrossingLog reached(AtomicInteger failures) {
    try {
      return reached();
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      throw e;
    }
  }

  @Override
  public Page read(Map<String, String> after, int limit, Duration wait) {
    AtomicInteger failures = limit == Archive.PAGE ? catchingUpFailed : followingFailed;
    if (limit == Archive.PAGE) {
      pagesAsked.incrementAndGet();
      pages.acquireUninterruptibly();
    }
    Page page = reached(failures).read(after, limit, wait);
    CrossingLog _ = reached(failures);
    List<Entry> readable = page.entries().stream().filter(unreadable.negate()).toList();
    return new Page(readable, page.last());
  }

  @Override
  public Map<String, String> end(Collection<String> regions) {
    return reached(catchingUpFailed).end(regions); // the follower asks at its start only
  }

  @Override
  public boolean hasGap(String region, String place) {
    return reached().hasGap(region, place);
  }

  @Override
  public Taken take(Sharing sharing, Collection<String> regions, int limit, Duration wait) {
    return reached().take(sharing, regions, limit, wait);
  }

  @Override
  public void done(String sharers, String region, Collection<String> places) {
    reached().done(sharers, region, places);
  }
}
