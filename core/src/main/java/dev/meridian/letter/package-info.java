/// Dead letters: what is kept of tasks that ended badly, and the SPI of where. Start at
/// [dev.meridian.letter.DeadLetterStore].
@NullMarked
package dev.meridian.letter;

import org.jspecify.annotations.NullMarked;
