package dev.meridian.tracking;

import dev.meridian.fence.Tracker.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What became of the positions a worker took, since it started. A position that is delivered twice
/// counts twice.
///
/// @param positions by what the engine said of them
/// @param undecided fences that an accepted position did not decide
/// @param unreadable positions that could not be read
/// @param crossings that were kept
/// @param contested steps that somebody else was ahead of, and that were made again
public record Tally(
    Map<Verdict, Long> positions, long undecided, long unreadable, long crossings, long contested) {
  /// How many positions were judged like that.
  public long of(Verdict verdict) {
    return positions.getOrDefault(verdict, 0L);
  }

  /// The tally while it grows. Thread-safe.
  static final class Running {
    private final Map<Verdict, LongAdder> positions = new EnumMap<>(Verdict.class);
    private final LongAdder undecided = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder crossings = new LongAdder();
    private final LongAdder contested = new LongAdder();

    Running() {
      for (Verdict verdict : Verdict.values()) {
        positions.put(verdict, new LongAdder());
      }
    }

    void count(Course course) {
      course
          .verdicts()
          .forEach((verdict, count) -> Objects.requireNonNull(positions.get(verdict)).add(count));
      undecided.add(course.undecided());
      crossings.add(course.crossings().size());
    }

    void countUnreadable(int more) {
      unreadable.add(more);
    }

    void countContested() {
      contested.increment();
    }

    Tally sum() {
      Map<Verdict, Long> sums = new EnumMap<>(Verdict.class);
      positions.forEach((verdict, count) -> sums.put(verdict, count.sum()));
      return new Tally(
          Map.copyOf(sums), undecided.sum(), unreadable.sum(), crossings.sum(), contested.sum());
    }
  }
}
