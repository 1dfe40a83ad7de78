package dev.meridian.ingest;

import dev.meridian.broker.Delivery;
import dev.meridian.track.Position;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A message from MQTT on its way to its regions, settled once all its shares are done with: a dead
/// letter if something of it cannot be used, else acknowledged. Lets go of the message then.
/// Thread-safe.
final class MqttParcel {
  private final AtomicReference<@Nullable Delivery> delivery;
  private final AtomicInteger left;
  private final AtomicLong held;
  private final int bytes;
  private volatile @Nullable String complaint;

  /// @param shares how many there are, at least 1
  /// @param held the bytes of all parcels that are not over
  MqttParcel(Delivery delivery, int shares, AtomicLong held) {
    this.delivery = new AtomicReference<>(delivery);
    this.left = new AtomicInteger(shares);
    this.held = held;
    this.bytes = delivery.message().body().length;
    held.addAndGet(bytes);
  }

  /// What of it goes to one region, in one message.
  ///
  /// @param positions up to [dev.meridian.track.PositionMessage#MOST]
  record Share(MqttParcel parcel, List<Position> positions) {}

  /// Something of it cannot be used.
  void complain(String reason) {
    complaint = reason;
  }

  /// One of its shares is safe, but for what was complained about.
  void shareIsDone() {
    if (left.decrementAndGet() == 0) {
      String reason = complaint;
      settle(reason == null ? Delivery::ack : open -> open.deadLetter(reason));
    }
  }

  /// It is left to the broker, unless it is over.
  void handBack() {
    settle(Delivery::requeue);
  }

  /// It is left alone if its subscription is no more, as the broker delivers it anew.
  void dropIfStale() {
    Delivery open = delivery.get();
    if (open != null && open.isStale()) {
      settle(_ -> {});
    }
  }

  private void settle(Consumer<Delivery> how) {
    Delivery open = delivery.getAndSet(null);
    if (open != null) {
      held.addAndGet(-bytes);
      how.accept(open);
    }
  }

  /// Whether nothing is to be done about it any more.
  boolean isOver() {
    return delivery.get() == null;
  }
}
