/// A fleet whose truth is known: vehicles that run by a real timetable along its shapes, what their
/// receivers say of it with noise and losses, and when each of them really is at each station,
/// worked out without the engine.
@NullMarked
package dev.meridian.fleet;

import org.jspecify.annotations.NullMarked;
