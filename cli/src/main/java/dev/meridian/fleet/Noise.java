package dev.meridian.fleet;

import dev.meridian.InvalidValueException;

/// What stands between where a vehicle is and what is heard of it.
///
/// @param sigma the standard deviation of its receiver in metres, east and north each; never off by
///   more than three of it, which is the accuracy it claims
/// @param dropped the share of fixes that is lost
/// @param repeated the share that arrives twice, the second time up to [#late] later
/// @param delayed the share that arrives late
/// @param late by how many seconds at most
public record Noise(double sigma, double dropped, double repeated, double delayed, double late) {
  /// None.
  public static final Noise NONE = new Noise(0, 0, 0, 0, 0);

  /// A city: 6 m, a twentieth lost, as many twice and as many late, by up to a minute.
  public static final Noise CITY = new Noise(6, 0.05, 0.05, 0.05, 60);

  private static final double BOUND = 3;

  /// Checks the ranges.
  public Noise {
    for (double share : new double[] {dropped, repeated, delayed}) {
      if (!(share >= 0 && share < 1)) {
        throw new InvalidValueException("share", share, "0 or more, less than 1");
      }
    }
  }

  /// The greatest error in metres, and the accuracy that fixes claim.
  public double accuracy() {
    return BOUND * sigma;
  }
}
