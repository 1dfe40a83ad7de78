package dev.meridian.track;

import dev.meridian.geo.LonLat;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A crossing as clients hear of it. Immutable by agreement: nobody changes the details.
///
/// @param id the same for the same crossing, however often it is concluded; unique
/// @param region whose workers concluded it
/// @param object the id of what crossed
/// @param kind what happened
/// @param fence the id of the fence; null of `lost`
/// @param groups the groups of the fence, the exclusive one among them
/// @param cause `moved`, `fence-edited`, `fence-removed`, `object-lost`, `time-passed`,
///   `window-opened`, `window-closed`, `overlap`
/// @param at where the object was when it showed
/// @param time when, in the time of the fixes: interpolated between them
/// @param confirmed when that was certain, in the time of the fixes
/// @param late whether it is of a fix older than the last one
/// @param details the explanation: `fenceVersion`, `visit`, `before`, `after`, `edgeMetres`,
///   `accuracy`, `speed`, `heading`, `place` and whatever else is known
public record Crossed(
    String id,
    String region,
    String object,
    Kind kind,
    @Nullable String fence,
    List<String> groups,
    String cause,
    LonLat at,
    Instant time,
    Instant confirmed,
    boolean late,
    ObjectNode details) {
  /// What happened, by the name it has on the wire.
  public enum Kind {
    /// It is inside and was outside.
    ENTER,
    /// It is outside and was inside.
    EXIT,
    /// It was outside at two fixes, and inside between them.
    CROSS,
    /// It has been inside for the time the fence names.
    DWELL,
    /// It heads for the fence and is near.
    APPROACH,
    /// Nothing was heard of it for too long.
    LOST,
    /// It is inside; only for fences that ask for it.
    INSIDE,
    /// It is outside; only for fences that ask for it.
    OUTSIDE;

    /// Its name on the wire, for example `enter`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Copies the list.
  public Crossed {
    groups = List.copyOf(groups);
  }
}
