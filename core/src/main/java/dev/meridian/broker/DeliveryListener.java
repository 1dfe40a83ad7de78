package dev.meridian.broker;

/// Takes deliveries. Called on the broker's dispatch thread, one delivery after another: hand over
/// and return.
@FunctionalInterface
public interface DeliveryListener {
  /// Takes one delivery, which it then settles exactly once, from any thread.
  void onDelivery(Delivery delivery);
}
