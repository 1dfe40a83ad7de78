package dev.meridian.action;

import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import java.util.Arrays;
import java.util.Set;

/// Which crossings start an action. Immutable.
///
/// @param kinds of crossings that are told in time
/// @param late kinds of those that are told late, of positions older than the last one
public record On(Set<Kind> kinds, Set<Kind> late) {
  /// Copies the sets.
  public On {
    kinds = Set.copyOf(kinds);
    late = Set.copyOf(late);
  }

  /// No late ones.
  static On of(Kind... kinds) {
    return new On(Set.copyOf(Arrays.asList(kinds)), Set.of());
  }

  boolean starts(Crossed crossed) {
    return (crossed.late() ? late : kinds).contains(crossed.kind());
  }
}
