package dev.meridian.fence;

import java.util.Map;

/// How a fix lies to the fences round it. Immutable by agreement.
///
/// @param near by id, to each fence that contains it or has an edge within its accuracy; if it is
///   vague only to those that contain it
/// @param vague whether more than [#MOST] have an edge within its accuracy
record Sights(Map<String, Sight> near, boolean vague) {
  /// The most edges near a fix that are looked at.
  static final int MOST = 1_000;
}
