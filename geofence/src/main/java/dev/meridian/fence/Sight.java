package dev.meridian.fence;

/// How a fix lies to a fence.
///
/// @param inside whether the fix itself is inside or on the edge
/// @param edge metres to the edge, or infinity if it was only asked whether that is near
/// @param accuracy of the fix
record Sight(boolean inside, double edge, double accuracy) {
  /// The object is inside, wherever within the accuracy of the fix it is.
  boolean isInside() {
    return inside && edge >= accuracy;
  }

  /// The object is outside, and more than that many metres from the edge.
  boolean isBeyond(double metres) {
    return !inside && edge > accuracy + metres;
  }
}
