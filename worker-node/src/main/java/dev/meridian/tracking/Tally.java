package dev.meridian.tracking;

import dev.meridian.Counts;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import java.util.HashMap;
import java.util.Map;

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
    private final Counts<Verdict> positions = new Counts<>();
    private final Counts<Kind> crossings = new Counts<>();
    private final Counts<Count> rest = new Counts<>();

    void count(Course course) {
      course.verdicts().forEach(positions::add);
      for (Crossed crossed : course.crossings()) {
        crossings.add(crossed.kind(), 1);
        rest.add(Count.LATE, crossed.late() ? 1 : 0);
      }
      rest.add(Count.UNDECIDED, course.undecided());
    }

    void count(Count what, long more) {
      rest.add(what, more);
    }

    Tally sum() {
      return new Tally(positions.all(), crossings.all(), rest.all());
    }
  }
}
