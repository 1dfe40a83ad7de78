/// Fences on the globe and where points lie among them: exact answers from an index of integers.
/// Start at [dev.meridian.fence.FenceIndex].
///
/// Every coordinate is a whole number of 1e-7 degrees (about a centimetre): exact for input of up
/// to seven decimals. JTS checks and repairs outlines when they are made, and is not asked again.
@NullMarked
package dev.meridian.fence;

import org.jspecify.annotations.NullMarked;
