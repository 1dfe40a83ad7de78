/// A load with a known truth: objects that ride around fences, so that it is known beforehand which
/// crossings have to come. [dev.meridian.carousel.Carousel] is the plan,
/// [dev.meridian.carousel.Riders] send the positions, [dev.meridian.carousel.Ledger] compares what
/// comes of them.
@NullMarked
package dev.meridian.carousel;

import org.jspecify.annotations.NullMarked;
