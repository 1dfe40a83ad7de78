/// The SPI of remote control and events: Celery's pidbox and celeryev. Start at
/// [dev.meridian.control.ControlBus].
@NullMarked
package dev.meridian.control;

import org.jspecify.annotations.NullMarked;
