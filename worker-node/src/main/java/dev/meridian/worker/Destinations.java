package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.Brokers;
import dev.meridian.canvas.Targets;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Router;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Decides where a follow-up goes, by its options: to the `queue` they name, else where the router
/// sends its `region`, `source` or `near`, else home. Thread-safe.
final class Destinations {
  private final Brokers brokers;
  private final @Nullable Router router;

  /// @param router null if nobody routes here: then all that name no queue go home
  Destinations(Brokers brokers, @Nullable Router router) {
    this.brokers = brokers;
    this.router = router;
  }

  /// @throws InvalidValueException if an option is wrong
  /// @throws dev.meridian.route.NoRouteException if no region takes it
  Home of(ObjectNode options, Home home) {
    String queue = options.path("queue").stringValue(null);
    if (queue != null) {
      QueueName name = new QueueName(queue);
      return new Home(brokerOf(name, home), name);
    }
    if (router == null) {
      return home;
    }
    return Targets.of(options)
        .map(target -> router.route(target, RoutePolicy.PREFER, Priority.NORMAL, Set.of()))
        .map(this::at)
        .orElse(home);
  }

  private Home at(Route route) {
    return new Home(brokers.of(route.region()), route.queue());
  }

  /// The broker of the region that the queue belongs to; a foreign queue is looked for at home.
  private Broker brokerOf(QueueName queue, Home home) {
    String region = queue.region().orElse(null);
    if (region == null) {
      return home.broker();
    }
    try {
      return brokers.of(region);
    } catch (InvalidValueException e) {
      return home.broker();
    }
  }
}
