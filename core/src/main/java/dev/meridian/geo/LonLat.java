package dev.meridian.geo;

import dev.meridian.InvalidValueException;

/// A point on the globe in CRS84: degrees, longitude first.
///
/// @param lon -180 to 180, east positive
/// @param lat -90 to 90, north positive
public record LonLat(double lon, double lat) {
  /// Checks the ranges.
  public LonLat {
    if (!(lon >= -180 && lon <= 180)) {
      throw new InvalidValueException("longitude", lon, "-180..180 degrees, longitude first");
    }
    if (!(lat >= -90 && lat <= 90)) {
      throw new InvalidValueException("latitude", lat, "-90..90 degrees, longitude first");
    }
  }
}
