/// The SPI of lanes: which queue of a region a key's tasks wait in. Start at
/// [dev.meridian.lane.Lanes].
@NullMarked
package dev.meridian.lane;

import org.jspecify.annotations.NullMarked;
