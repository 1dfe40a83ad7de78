/// Evaluates positions: takes them from the queues of a region, lets the engine conclude which
/// fences the objects cross, and keeps both in one step. Start at
/// [dev.meridian.tracking.TrackingNode].
@NullMarked
package dev.meridian.tracking;

import org.jspecify.annotations.NullMarked;
