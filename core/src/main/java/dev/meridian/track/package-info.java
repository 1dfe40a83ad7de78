/// Objects that move, the fences they cross, and what is kept of both: positions on their way to
/// the workers, the state of each object, and the log of crossings that clients follow. Start at
/// [dev.meridian.track.Position] and [dev.meridian.track.Tracking].
@NullMarked
package dev.meridian.track;

import org.jspecify.annotations.NullMarked;
