/// Regions and sources on the globe, and the map that finds the region for a place. Start at
/// [dev.meridian.geo.RegionMap].
@NullMarked
package dev.meridian.geo;

import org.jspecify.annotations.NullMarked;
