package dev.meridian.action;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a crossing of a fence starts. Immutable by agreement: nobody changes the inputs.
public sealed interface Action {
  /// The crossings that start it.
  On on();

  /// A task.
  ///
  /// @param type the name of its type
  /// @param inputs of it, to which the member `crossing` is added
  record Start(On on, String type, ObjectNode inputs) implements Action {}

  /// A webhook.
  ///
  /// @param url to send to
  /// @param endpoint whose secrets sign it; null for the one that covers the URL best
  record Send(On on, String url, @Nullable String endpoint) implements Action {}

  /// A message on the exchange [dev.meridian.broker.Announcement#EXCHANGE] of the region's broker.
  record Publish(On on) implements Action {}
}
