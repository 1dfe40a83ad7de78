/// Bounded waits of virtual threads that cost little when they end early.
@NullMarked
package dev.meridian.wait;

import org.jspecify.annotations.NullMarked;
