package dev.meridian.gateway.stream;

import dev.meridian.geo.Box;
import dev.meridian.track.Crossed;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a client wants to hear of: all that is given must fit, and within one list any. Immutable.
///
/// @param fences ids; empty for any
/// @param groups of fences; empty for any
/// @param objects ids and beginnings; empty for any
/// @param box where it happens, null for anywhere
/// @param kinds of crossings; empty for any
public record Filter(
    Set<String> fences,
    Set<String> groups,
    Objects objects,
    @Nullable Box box,
    Set<Crossed.Kind> kinds) {
  /// Everything.
  public static final Filter ALL = new Filter(Set.of(), Set.of(), Objects.ANY, null, Set.of());

  /// Objects by name.
  ///
  /// @param ids of objects
  /// @param beginnings of ids
  public record Objects(Set<String> ids, List<String> beginnings) {
    static final Objects ANY = new Objects(Set.of(), List.of());

    /// Copies both.
    public Objects {
      ids = Set.copyOf(ids);
      beginnings = List.copyOf(beginnings);
    }

    boolean isAny() {
      return ids.isEmpty() && beginnings.isEmpty();
    }

    private boolean fit(String object) {
      return isAny() || ids.contains(object) || beginnings.stream().anyMatch(object::startsWith);
    }
  }

  /// Copies the sets.
  public Filter {
    fences = Set.copyOf(fences);
    groups = Set.copyOf(groups);
    kinds = Set.copyOf(kinds);
  }

  /// The part of it that can be asked of a position: objects and box.
  Filter ofPositions() {
    return new Filter(Set.of(), Set.of(), objects, box, Set.of());
  }

  /// Whether it is wanted.
  boolean fits(Happening it) {
    return (kinds.isEmpty() || (it.kind() != null && kinds.contains(it.kind())))
        && (fences.isEmpty() || (it.fence() != null && fences.contains(it.fence())))
        && (groups.isEmpty() || it.groups().stream().anyMatch(groups::contains))
        && objects.fit(it.object())
        && (box == null || box.contains(it.at()));
  }
}
