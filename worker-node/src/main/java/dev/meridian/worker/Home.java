package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.route.QueueName;
import dev.meridian.worker.Settlement.Origin;

/// Where follow-ups go that say nothing else: where the task came from that they follow.
///
/// @param broker of the region
/// @param queue of the region and priority class
record Home(Broker broker, QueueName queue) {
  static Home of(Origin origin) {
    return new Home(origin.broker(), origin.delivery().queue());
  }
}
