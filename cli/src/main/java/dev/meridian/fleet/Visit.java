package dev.meridian.fleet;

/// A vehicle's stay within a circle round a station, as it really is. Times are seconds since
/// midnight.
///
/// @param vehicle the id
/// @param station the id
/// @param enter when it comes in, or begins to be there
/// @param leave when it goes out, or is there no more
public record Visit(String vehicle, String station, double enter, double leave) {
  boolean has(double time) {
    return enter <= time && time <= leave;
  }
}
