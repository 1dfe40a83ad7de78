package dev.meridian.fence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One fence and where the object is of it: `?`, `out` or `in`.
final class PlainRow {
  Fence fence;
  String state = "?";
  long visit;
  Instant entered = Instant.MIN;
  boolean dwelled;
  @Nullable Instant since;
  Instant crossed = Instant.MIN;
  boolean left;
  boolean unnoticed;
  boolean approached;
  @Nullable Instant level;
  Instant windowsSeen = Instant.MIN;

  PlainRow(Fence fence) {
    this.fence = fence;
  }
}
