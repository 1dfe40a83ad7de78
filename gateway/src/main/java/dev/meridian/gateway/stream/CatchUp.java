package dev.meridian.gateway.stream;

import dev.meridian.MeridianException;
import dev.meridian.gateway.stream.CrossingFollower.Next;
import dev.meridian.gateway.stream.Frame.Told;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.Place;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Serves one subscription what happened since its cursor, as fast as its client reads, and lets it
/// join the live flow then. For one thread.
final class CatchUp implements Runnable {
  private final CrossingFollower follower;
  private final CrossingLog log;
  private final Subscription subscription;
  private final @Nullable Cursor cursor;
  private final Map<String, Place> at = new HashMap<>();

  /// One that starts from a cursor, null for now.
  CatchUp(CrossingFollower follower, Subscription subscription, @Nullable Cursor cursor) {
    this.follower = follower;
    this.log = follower.log();
    this.subscription = subscription;
    this.cursor = cursor;
  }

  @Override
  public void run() {
    int failures = 0;
    boolean joined = false;
    boolean begun = false;
    while (!joined && !subscription.ended() && !follower.isClosed()) {
      try {
        if (begun) {
          joined = step();
        } else {
          begin();
          begun = true;
        }
        failures = 0;
      } catch (MeridianException e) {
        follower.pause(++failures);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void begin() throws InterruptedException {
    Map<String, Place> passed = follower.awaitPassed();
    Map<String, String> ends = cursor == null ? Map.of() : log.end(passed.keySet());
    at.clear();
    at.putAll(cursor == null ? passed : cursor.places());
    at.keySet().retainAll(passed.keySet());
    tell(new Frame.Subscribed(subscription.id(), Cursor.text(at)));
    for (Map.Entry<String, String> end : ends.entrySet()) {
      Place place = at.get(end.getKey());
      if (place != null && place.compareTo(Place.of(end.getValue())) > 0) {
        // That log is lost and another has begun.
        at.put(end.getKey(), CrossingFollower.BEGIN);
        tellGap(end.getKey());
      }
    }
  }

  private boolean step() throws InterruptedException {
    return switch (follower.join(subscription, at)) {
      case Next.Joined _, Next.Over _ -> true;
      case Next.Remembered(List<Told> crossings) -> {
        for (Told told : crossings) {
          tell(told);
        }
        yield false;
      }
      case Next.InLog(Map<String, Place> until) -> {
        readLog(until);
        yield false;
      }
    };
  }

  private void readLog(Map<String, Place> until) throws InterruptedException {
    Map<String, String> after = new HashMap<>();
    until.keySet().forEach(region -> after.put(region, at(region).toString()));
    Map<String, List<Entry>> pages =
        log.read(after, CrossingLog.MAX_READ, Duration.ZERO).stream()
            .collect(Collectors.groupingBy(entry -> entry.crossing().region()));
    for (String region : after.keySet()) {
      // Asked after the page was read: what went before that is not missed.
      if (log.hasGap(region, after.getOrDefault(region, CrossingLog.BEGIN))) {
        tellGap(region);
      }
      Place end = until.getOrDefault(region, CrossingFollower.BEGIN);
      List<Entry> page = pages.getOrDefault(region, List.of());
      for (Entry entry : page) {
        if (Place.of(entry.place()).compareTo(end) <= 0) {
          follower.counts().countReadAgain(region);
          tell(new Told(entry));
        }
      }
      boolean last = page.size() < CrossingLog.MAX_READ || isAfter(page.getLast(), end);
      if (last && at(region).compareTo(end) < 0) {
        at.put(region, end);
      }
    }
  }

  private static boolean isAfter(Entry entry, Place place) {
    return Place.of(entry.place()).compareTo(place) > 0;
  }

  private Place at(String region) {
    return at.getOrDefault(region, CrossingFollower.BEGIN);
  }

  private void tellGap(String region) throws InterruptedException {
    tell(new Frame.Gap(List.of(subscription.id()), region));
  }

  private void tell(Told told) throws InterruptedException {
    Frame frame = CrossingFollower.frame(subscription, at, told).orElse(null);
    if (frame != null) {
      tell(frame);
    }
  }

  private void tell(Frame frame) throws InterruptedException {
    if (!subscription.ended() && !subscription.recipient().put(frame)) {
      subscription.end();
    }
  }
}
