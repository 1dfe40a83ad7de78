/// The embedded pair behind `memory://`: real implementations of every SPI in one process.
@NullMarked
package dev.meridian.memory;

import org.jspecify.annotations.NullMarked;
