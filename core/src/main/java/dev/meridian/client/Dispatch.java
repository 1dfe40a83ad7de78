package dev.meridian.client;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.route.Route;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Hop 5 for the tasks of one request: each region's share goes to its broker, all brokers at a
/// time, so that a slow one holds up nobody else's share. Thread-safe.
final class Dispatch {
  private final Brokers brokers;

  Dispatch(Brokers brokers) {
    this.brokers = brokers;
  }

  /// A message and where it goes.
  record Outgoing(Route route, Publication publication) {}

  /// Publishes all and waits for every confirm.
  ///
  /// @return why, by region, where not all were confirmed; empty if everything was
  Map<String, BrokerException> publish(List<Outgoing> messages) {
    if (messages.isEmpty()) {
      return Map.of();
    }
    if (messages.size() == 1) {
      return publishOne(messages.getFirst());
    }
    IdentityHashMap<Broker, List<Outgoing>> shares = new IdentityHashMap<>();
    messages.forEach(m -> shares.computeIfAbsent(brokerOf(m), b -> new ArrayList<>()).add(m));
    Map<String, BrokerException> failures = new TreeMap<>();
    if (shares.size() == 1) {
      shares.forEach((broker, share) -> publishShare(broker, share, failures));
      return failures;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      shares.forEach((broker, share) ->
          running.add(threads.submit(() -> publishShare(broker, share, failures))));
    }
    return failures;
  }

  private Broker brokerOf(Outgoing message) {
    return brokers.of(message.route().region());
  }

  private Map<String, BrokerException> publishOne(Outgoing message) {
    try {
      brokerOf(message).publish(message.publication());
      return Map.of();
    } catch (BrokerException e) {
      return Map.of(message.route().region(), e);
    }
  }

  private static void publishShare(
      Broker broker, List<Outgoing> share, Map<String, BrokerException> failures) {
    List<PublishOutcome> outcomes =
        outcomes(broker, share.stream().map(Outgoing::publication).toList());
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof PublishOutcome.Failed(BrokerException reason)) {
        synchronized (failures) {
          failures.putIfAbsent(share.get(i).route().region(), reason);
        }
      }
    }
  }

  private static List<PublishOutcome> outcomes(Broker broker, List<Publication> publications) {
    try {
      return broker.publishAll(publications);
    } catch (RuntimeException e) {
      BrokerException reason =
          e instanceof BrokerException known
              ? known
              : new BrokerException(Kind.UNCONFIRMED, "publish failed: " + e.getMessage(), e);
      return publications.stream()
          .map(p -> (PublishOutcome) new PublishOutcome.Failed(reason))
          .toList();
    }
  }

  /// The regions named by failures, in words.
  static String explain(Map<String, BrokerException> failures, Set<String> earlier) {
    List<String> words = new ArrayList<>();
    failures.forEach((region, reason) -> words.add(region + ": " + reason.getMessage()));
    earlier.stream().filter(r -> !failures.containsKey(r)).forEach(r -> words.add(r + ": tried"));
    return String.join("; ", words);
  }
}
