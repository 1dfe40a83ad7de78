package dev.meridian.control;

/// Finds the bus of each region: that of its broker, so regions may share one. Thread-safe.
@FunctionalInterface
public interface ControlBuses {
  /// The bus of a region that the region map knows.
  ControlBus of(String region);
}
