package dev.meridian.tracking;

import dev.meridian.fence.Fix;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;

/// Positions as the engine sees them.
final class Fixes {
  private Fixes() {}

  static Fix of(Position position) {
    return new Fix(
        position.time(),
        position.at(),
        position.accuracy(),
        position.seq(),
        position.motion().altitude());
  }

  /// The position of a fix of which nothing else is known any more.
  static Position position(String object, Fix fix) {
    return new Position(
        object, fix.time(), fix.at(), fix.accuracy(), fix.seq(), Motion.UNKNOWN, Json.object());
  }
}
