package dev.meridian.tracking;

import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What became of the positions of a region that a worker took, since it started. A position that
/// is delivered twice counts twice.
///
/// @param positions by what the engine said of them
/// @param crossings that were kept, by their kind
/// @param rest the other counts
public record Tally(
    Map<Verdict, Long> positions, Map<Kind, Long> crossings, Map<Count, Long> rest) {
  /// What else is counted.
  public enum Count {
    /// Fences that an accepted position did not decide.
    UNDECIDED,
    /// Positions that could not be read.
    UNREADABLE,
    /// Messages that went to the dead letters, with all their positions.
    BURIED,
    /// Crossings that were kept of positions that came late.
    LATE,
    /// Steps that somebody else was ahead of, and that were made again.
    CONTESTED
  }

  /// How many positions were judged like that.
  public long of(Verdict verdict) {
    return positions.getOrDefault(verdict, 0L);
  }

  /// How many crossings of that kind were kept.
  public long of(Kind kind) {
    return crossings.getOrDefault(kind, 0L);
  }

  /// How many of these there were.
  public long of(Count count) {
    return rest.getOrDefault(count, 0L);
  }

  /// Both together.
  Tally plus(Tally other) {
    return new Tally(
        sum(positions, other.positions), sum(crossings, other.crossings), sum(rest, other.rest));
  }

  private static <K> Map<K, Long> sum(Map<K, Long> one, Map<K, Long> other) {
    Map<K, Long> sum = new HashMap<>(one);
    other.forEach((key, count) -> sum.merge(key, count, Long::sum));
    return Map.copyOf(sum);
  }

  /// The tally while it grows. Thread-safe.
  static final class Running {
    private final Map<Verdict, LongAdder> positions = adders(Verdict.class);
    private final Map<Kind, LongAdder> crossings = adders(Kind.class);
    private final Map<Count, LongAdder> rest = adders(Count.class);

    private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
      Map<K, LongAdder> adders = new EnumMap<>(keys);
      for (K key : keys.getEnumConstants()) {
        adders.put(key, new LongAdder());
      }
      return adders;
    }

    void count(Course course) {
      course.verdicts().forEach((verdict, more) -> add(positions, verdict, more));
      for (Crossed crossed : course.crossings()) {
        add(crossings, crossed.kind(), 1);
        add(rest, Count.LATE, crossed.late() ? 1 : 0);
      }
      add(rest, Count.UNDECIDED, course.undecided());
    }

    void count(Count what, long more) {
      add(rest, what, more);
    }

    private static <K> void add(Map<K, LongAdder> to, K key, long more) {
      Objects.requireNonNull(to.get(key)).add(more);
    }

    Tally sum() {
      return new Tally(sums(positions), sums(crossings), sums(rest));
    }

    private static <K> Map<K, Long> sums(Map<K, LongAdder> adders) {
      Map<K, Long> sums = new HashMap<>();
      adders.forEach((key, count) -> sums.put(key, count.sum()));
      return Map.copyOf(sums);
    }
  }
}
