package dev.meridian.broker;

/// Whether a broker can be published to.
public enum BrokerState {
  /// Connected.
  UP,
  /// Connected, but it asked publishers to stop (memory or disk alarm). Publishing is refused at
  /// once.
  BLOCKED,
  /// Not connected; a reconnection is under way.
  DOWN
}
