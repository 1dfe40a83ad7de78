/// The SPI of limits kept across all workers. Start at [dev.meridian.limit.Limits].
@NullMarked
package dev.meridian.limit;

import org.jspecify.annotations.NullMarked;
