package dev.meridian.gateway.stream;

import dev.meridian.MeridianException;
import dev.meridian.gateway.stream.CrossingFollower.Next;
import dev.meridian.gateway.stream.Frame.Told;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves one subscription what happened since its cursor, as fast as its client reads, and lets it
/// join the live flow then. The subscriptions of a client take turns, a page each, so that a client
/// that does not read keeps one page in memory. For one thread.
final class CatchUp implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  private final CrossingFollower follower;
  private final Archive archive;
  private final Subscription subscription;
  private final @Nullable Cursor cursor;
  private final Map<String, Place> at = new HashMap<>();
  private boolean begun;

  /// One that starts from a cursor, null for now.
  CatchUp(
      CrossingFollower follower,
      Archive archive,
      Subscription subscription,
      @Nullable Cursor cursor) {
    this.follower = follower;
    this.archive = archive;
    this.subscription = subscription;
    this.cursor = cursor;
  }

  @Override
  public void run() {
    int failures = 0;
    boolean over = false;
    while (!over && !subscription.ended() && !follower.isClosed()) {
      try {
        over = turn();
        failures = 0;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (failures++ == 0 && !(e instanceof MeridianException)) {
          LOG.error("catching up fails, will try again", e);
        }
        follower.pause(failures);
      }
    }
  }

  private boolean turn() throws InterruptedException {
    if (!begun) {
      begin();
      begun = true;
      return false;
    }
    return switch (follower.join(subscription, at)) {
      case Next.Joined _, Next.Over _ -> true;
      case Next.Remembered _ -> isOverAfter(this::tellRemembered);
      case Next.InLog(String region, Place until) -> isOverAfter(() -> readLog(region, until));
    };
  }

  /// What may wait for the client.
  private interface Serving {
    void serve() throws InterruptedException;
  }

  private boolean isOverAfter(Serving serving) throws InterruptedException {
    boolean mine = subscription.recipient().awaitTurn(subscription);
    if (mine) {
      try {
        serving.serve();
      } finally {
        subscription.recipient().endTurn();
      }
    }
    return !mine;
  }

  private void begin() throws InterruptedException {
    Map<String, Place> passed = follower.awaitPassed();
    Map<String, String> ends = cursor == null ? Map.of() : archive.end(passed.keySet());
    at.clear();
    at.putAll(cursor == null ? passed : resumed(cursor, passed.keySet()));
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

  /// The places of a cursor, and where the regions begin that it does not know of.
  private Map<String, Place> resumed(Cursor from, Set<String> regions) throws InterruptedException {
    Map<String, Place> places = new HashMap<>(from.places());
    List<String> others = regions.stream().filter(region -> !places.containsKey(region)).toList();
    if (!others.isEmpty()) {
      places.putAll(archive.beginnings(others, from.millis()));
    }
    return places;
  }

  private void readLog(String region, Place until) throws InterruptedException {
    Archive.Part part = archive.read(region, at.getOrDefault(region, CrossingFollower.BEGIN));
    if (part.hasGap()) {
      tellGap(region);
    }
    for (Entry entry : part.entries()) {
      if (Place.of(entry.place()).compareTo(until) <= 0) {
        follower.counts().countReadAgain(region);
        tell(new Told(entry));
      }
    }
    Place last = part.last();
    // Some at the end of the page may be unreadable.
    at.put(region, last == null || last.compareTo(until) > 0 ? until : last);
  }

  private void tellRemembered() throws InterruptedException {
    for (Told told : follower.remembered(at)) {
      tell(told);
    }
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
    subscription.recipient().put(subscription, frame);
  }
}
