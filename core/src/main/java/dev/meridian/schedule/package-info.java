/// Schedules: when a request is to be made by itself, what becomes of runs that were missed, and
/// the two seams between who keeps them, who offers them and who makes their requests.
@NullMarked
package dev.meridian.schedule;

import org.jspecify.annotations.NullMarked;
