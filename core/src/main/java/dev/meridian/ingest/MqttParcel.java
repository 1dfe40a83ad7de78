package dev.meridian.ingest;

import dev.meridian.broker.Delivery;
import dev.meridian.track.Position;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A message from MQTT on its way to its regions, acknowledged once all its shares are safe there.
/// Thread-safe.
final class MqttParcel {
  private final Delivery delivery;
  private final AtomicInteger left;
  private volatile boolean over;

  /// @param shares how many there are, at least 1
  MqttParcel(Delivery delivery, int shares) {
    this.delivery = delivery;
    this.left = new AtomicInteger(shares);
  }

  /// What of it goes to one region, in one message.
  ///
  /// @param positions up to [dev.meridian.track.PositionMessage#MOST]
  record Share(MqttParcel parcel, List<Position> positions) {}

  /// One of its shares is safe.
  void shareIsSafe() {
    if (left.decrementAndGet() == 0) {
      over = true;
      delivery.ack();
    }
  }

  /// It cannot be used.
  void bury(String reason) {
    over = true;
    delivery.deadLetter(reason);
  }

  /// It is left to the broker, unless it is over.
  void handBack() {
    if (!over) {
      delivery.requeue();
    }
  }

  /// It is left alone, as its subscription is no more and the broker delivers it anew.
  void forget() {
    over = true;
  }

  /// Whether nothing is to be done about it any more.
  boolean isOver() {
    return over;
  }
}
