package dev.meridian.broker;

import dev.meridian.route.QueueName;

/// A subscription to one queue. Thread-safe.
public interface Consumer extends AutoCloseable {
  /// The queue.
  QueueName queue();

  /// Changes the most deliveries that are unsettled at a time, 1 to 2,000. Those already here stay.
  void prefetch(int limit);

  /// Whether deliveries can arrive now.
  boolean isConsuming();

  /// Stops further deliveries. Those already here may still be settled. Idempotent.
  @Override
  void close();
}
