package dev.meridian.gateway;

import dev.meridian.gateway.stream.Delivery;
import dev.meridian.gateway.stream.Recipient;
import dev.meridian.ingest.PositionIntake;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What follows the headers of an answer that goes on.
sealed interface Continuation {
  /// The place its client has taken, to be given back at the end.
  Delivery.Place place();

  /// Server-sent events (HTML standard, 9.2).
  ///
  /// @param begin called with the client once there is one
  record Events(Delivery.Place place, Consumer<Recipient> begin) implements Continuation {}

  /// A WebSocket (RFC 6455).
  ///
  /// @param delivery that the client talks to
  /// @param intake of the positions of a frame
  record Socket(Delivery.Place place, Delivery delivery, Supplier<PositionIntake> intake)
      implements Continuation {}
}
