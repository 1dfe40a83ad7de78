package dev.meridian.fence;

/// How a fix lies to a fence.
///
/// @param inside whether the fix itself is inside or on the edge, in plan
/// @param edge metres to the edge in plan, or infinity if it was only asked whether that is near
/// @param accuracy of the fix
/// @param level whether it is neither below the floor nor above the ceiling, as far as is known
record Sight(boolean inside, double edge, double accuracy, boolean level) {
  static Sight of(Fence fence, Fix fix, boolean inside, double edge) {
    boolean level = fence.rules().scope().reaches(fix.altitude());
    return new Sight(inside, edge, fix.accuracy(), level);
  }

  /// Looks at the whole outline.
  static Sight of(Fence fence, Fix fix) {
    Outline outline = fence.outline();
    return of(fence, fix, outline.covers(fix.at()), outline.edgeDistance(fix.at()));
  }

  /// The object is inside, wherever within the accuracy of the fix it is.
  boolean isInside() {
    return level && inside && edge >= accuracy;
  }

  /// The object is outside, and in plan more than that many metres from the edge, or over or under
  /// the fence.
  boolean isBeyond(double metres) {
    return !level || isBeyondInPlan(metres);
  }

  boolean isBeyondInPlan(double metres) {
    return !inside && edge > accuracy + metres;
  }
}
