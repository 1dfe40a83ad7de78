package dev.meridian.memory;

import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One object of [MemoryObjects]. Not thread-safe.
final class MemoryObject {
  private final Set<String> fences = new HashSet<>();
  private final Deque<Position> track = new ArrayDeque<>();
  private Instant trackEnd = Instant.MAX;
  private Kept kept;
  private @Nullable Instant due;

  /// An object by its first step.
  MemoryObject(Kept kept) {
    this.kept = kept;
  }

  /// Goes on by a step.
  void go(Kept next, Step step, Bounds bounds, Instant now) {
    kept = next;
    due = step.due();
    fences.removeAll(step.left());
    fences.addAll(step.entered());
    forgetTrack(now);
    track.addAll(step.track());
    while (track.size() > bounds.trackLength()) {
      track.removeFirst();
    }
    if (!step.track().isEmpty()) {
      trackEnd = now.plus(bounds.trackAge());
    }
  }

  Kept kept() {
    return kept;
  }

  @Nullable Instant due() {
    return due;
  }

  /// The fences it is inside of.
  Set<String> fences() {
    return fences;
  }

  /// The last `limit` positions since a time, oldest first.
  List<Position> track(Instant since, int limit, Instant now) {
    forgetTrack(now);
    List<Position> found =
        track.stream()
            .filter(fix -> !fix.time().isBefore(since))
            .sorted(Comparator.comparing(Position::time))
            .toList();
    return found.subList(Math.max(0, found.size() - limit), found.size());
  }

  private void forgetTrack(Instant now) {
    if (!trackEnd.isAfter(now)) {
      track.clear();
    }
  }
}
