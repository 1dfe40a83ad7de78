/// The SPI of hops 5 and 6: publish, consume, settle. Start at [dev.meridian.broker.Broker].
@NullMarked
package dev.meridian.broker;

import org.jspecify.annotations.NullMarked;
