package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What becomes of the positions of one request: checked against each other and the clock, and
/// published by the thousand while more are read. For one thread.
public final class PositionIntake implements PositionReader.Sink {
  /// The most refusals that are told one by one.
  public static final int MOST_TOLD = 1_000;

  private static final int SHARE = 1_000;

  private final PositionPublisher publisher;
  private final PositionCounts.Way way;
  private final Bounds bounds;
  private final Instant now;
  private final Set<Fix> seen = new HashSet<>();
  private final List<Position> share = new ArrayList<>();
  private final List<Integer> indexes = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private int next;
  private int accepted;
  private int untold;
  private boolean isUnavailable;

  private record Fix(String object, Instant time, LonLat at, long seq) {}

  /// What is bounded.
  ///
  /// @param most positions of a request, at least 1
  /// @param skew how far ahead of the clock a position may be, 0 or more
  /// @param classes of objects that may have another skew; asked each time, so that they may change
  public record Bounds(int most, Duration skew, Supplier<ObjectClasses> classes) {
    /// 10,000 positions, 30 s.
    public static final Bounds STANDARD = new Bounds(10_000, Duration.ofSeconds(30));

    /// Checks the ranges.
    public Bounds {
      if (most < 1) {
        throw new InvalidValueException("positions", most, "at least 1");
      }
      if (skew.isNegative()) {
        throw new InvalidValueException("skew", skew, "0 or more");
      }
    }

    /// Bounds for objects that are all alike.
    public Bounds(int most, Duration skew) {
      this(most, skew, () -> ObjectClasses.NONE);
    }

    /// The same for objects of these classes.
    public Bounds with(Supplier<ObjectClasses> others) {
      return new Bounds(most, skew, others);
    }

    /// Refuses a position that is too far ahead of the clock. Looks for the class only of what is
    /// ahead of it, which is little.
    void check(Position position, Instant now) {
      if (position.time().isAfter(now)) {
        Duration most = classes.get().skew(position.object(), skew);
        if (position.time().isAfter(now.plus(most))) {
          String expected = "at most " + most + " ahead of the clock";
          throw new InvalidValueException("time", position.time(), expected);
        }
      }
    }
  }

  /// A position that was not accepted.
  ///
  /// @param index in the request, from 0
  /// @param object whose; null if that is not known
  /// @param reason why not
  public record Refused(int index, @Nullable String object, String reason) {}

  /// What became of a request.
  ///
  /// @param read how many positions were looked at
  /// @param accepted how many are safe in the queues of their regions
  /// @param refused the first [#MOST_TOLD] that are not, in no order
  /// @param untold how many more are not
  /// @param isUnavailable whether any was refused because its region could not take it now
  public record Receipt(
      int read, int accepted, List<Refused> refused, int untold, boolean isUnavailable) {}

  PositionIntake(PositionPublisher publisher, PositionCounts.Way way, Bounds bounds, Instant now) {
    this.publisher = publisher;
    this.way = way;
    this.bounds = bounds;
    this.now = now;
  }

  @Override
  public boolean take(Position position) {
    if (next >= bounds.most()) {
      return refuse(position.object(), "", Fate.EXCESS);
    }
    try {
      bounds.check(position, now);
    } catch (InvalidValueException e) {
      return refuse(position.object(), String.valueOf(e.getMessage()), Fate.FUTURE);
    }
    if (!seen.add(new Fix(position.object(), position.time(), position.at(), position.seq()))) {
      String repeated = "position: the same as one before (expected: each once)";
      return refuse(position.object(), repeated, Fate.REPEATED);
    }
    share.add(position);
    indexes.add(next++);
    if (share.size() == SHARE) {
      publish();
    }
    return true;
  }

  @Override
  public boolean refuse(@Nullable String object, String reason) {
    return refuse(object, reason, Fate.MALFORMED);
  }

  private boolean refuse(@Nullable String object, String reason, Fate fate) {
    if (next >= bounds.most()) {
      String most = "at most " + bounds.most() + " in a request";
      count(Fate.EXCESS, 1);
      tell(next, null, "positions: more are not read (expected: " + most + ")");
      return false;
    }
    count(fate, 1);
    tell(next++, object, reason);
    return true;
  }

  @Override
  public boolean passOver() {
    next++;
    return next <= bounds.most();
  }

  /// Whether nothing was read yet.
  public boolean isEmpty() {
    return next == 0;
  }

  /// Publishes what is left.
  public Receipt finish() {
    publish();
    return new Receipt(next, accepted, List.copyOf(refused), untold, isUnavailable);
  }

  private void publish() {
    Map<Integer, String> failures = publisher.publish(share);
    failures.forEach((i, reason) -> tell(indexes.get(i), share.get(i).object(), reason));
    isUnavailable |= !failures.isEmpty();
    int taken = share.size() - failures.size();
    count(Fate.ACCEPTED, taken);
    count(Fate.UNAVAILABLE, failures.size());
    accepted += taken;
    share.clear();
    indexes.clear();
  }

  private void count(Fate fate, int more) {
    publisher.counts().count(way, fate, more);
  }

  private void tell(int index, @Nullable String object, String reason) {
    if (refused.size() < MOST_TOLD) {
      refused.add(new Refused(index, object, reason));
    } else {
      untold++;
    }
  }
}
