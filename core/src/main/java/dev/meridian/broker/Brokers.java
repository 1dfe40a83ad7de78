package dev.meridian.broker;

/// Finds the broker of each region. Several regions may share one. Thread-safe.
@FunctionalInterface
public interface Brokers {
  /// The broker of a region that the region map knows.
  Broker of(String region);
}
