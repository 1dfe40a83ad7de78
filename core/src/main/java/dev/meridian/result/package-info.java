/// The SPI of hops 4, 7 and 8: requests, results, parts and those who wait for them. Start at
/// [dev.meridian.result.ResultStore].
@NullMarked
package dev.meridian.result;

import org.jspecify.annotations.NullMarked;
