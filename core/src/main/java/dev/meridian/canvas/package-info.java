/// Canvas: tasks composed to chains, groups and chords, in Celery's words and on Celery's wire.
/// Pure values and functions; workers and clients send what they say. Start at
/// [dev.meridian.canvas.Canvas].
@NullMarked
package dev.meridian.canvas;

import org.jspecify.annotations.NullMarked;
