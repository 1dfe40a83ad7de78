package dev.meridian.gateway.stream;

import dev.meridian.geo.LonLat;
import dev.meridian.track.Crossed;
import dev.meridian.track.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What filters look at of a crossing or a position.
///
/// @param fence null of a position and of what concerns no fence
/// @param groups of the fence
/// @param object the id
/// @param at where
/// @param kind null of a position
record Happening(
    @Nullable String fence,
    List<String> groups,
    String object,
    LonLat at,
    Crossed.@Nullable Kind kind) {
  static Happening of(Crossed crossed) {
    return new Happening(
        crossed.fence(), crossed.groups(), crossed.object(), crossed.at(), crossed.kind());
  }

  static Happening of(Position position) {
    return new Happening(null, List.of(), position.object(), position.at(), null);
  }
}
