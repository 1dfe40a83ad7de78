/// Meridian inside another Java program: connects by URLs and calls tasks by their types, without a
/// gateway. Start at [dev.meridian.embed.Meridian].
@NullMarked
package dev.meridian.embed;

import org.jspecify.annotations.NullMarked;
