/// The SPI of a small cache that all nodes share. Start at [dev.meridian.cache.SharedCache].
@NullMarked
package dev.meridian.cache;

import org.jspecify.annotations.NullMarked;
