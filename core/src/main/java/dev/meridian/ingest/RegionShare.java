package dev.meridian.ingest;

import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.geo.Region;
import dev.meridian.route.QueueName;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The positions of one call that go to one region. Filled by one thread, then published by one.
final class RegionShare {
  private final Region region;
  private final PositionQueues queues;
  private final Brokers brokers;
  private final Seal seal;
  private final Map<Integer, Part> parts = new TreeMap<>();
  private final Map<Integer, String> refused = new HashMap<>();
  private int size;

  private record Part(List<Integer> indexes, List<Position> positions) {}

  RegionShare(Region region, PositionQueues queues, Brokers brokers, Seal seal) {
    this.region = region;
    this.queues = queues;
    this.brokers = brokers;
    this.seal = seal;
  }

  void add(int index, Position position) {
    Part part =
        parts.computeIfAbsent(
            Partition.of(position.object()), _ -> new Part(new ArrayList<>(), new ArrayList<>()));
    part.indexes().add(index);
    part.positions().add(position);
    size++;
  }

  /// How many positions it has.
  int size() {
    return size;
  }

  /// By index, why a position was not taken.
  Map<Integer, String> refused() {
    return refused;
  }

  /// Publishes them. Never throws for what the broker or the keys do.
  void publish() {
    try {
      Broker broker = brokers.of(region.id());
      Optional<String> obstacle = queues.obstacle(region, broker);
      if (obstacle.isPresent()) {
        refuseAll(obstacle.get());
      } else {
        publish(broker);
      }
    } catch (MeridianException e) {
      refuseAll(String.valueOf(e.getMessage()));
    }
  }

  private void publish(Broker broker) {
    List<Publication> publications = new ArrayList<>();
    parts.forEach((partition, part) ->
        publications.add(
            Publication.now(
                QueueName.positions(region.id(), partition),
                PositionMessage.write(part.positions(), region.id(), seal))));
    List<PublishOutcome> outcomes = broker.publishAll(publications);
    int i = 0;
    for (Part part : parts.values()) {
      if (outcomes.get(i++) instanceof PublishOutcome.Failed(var reason)) {
        queues.lookAgain();
        refuse(part, String.valueOf(reason.getMessage()));
      }
    }
  }

  private void refuseAll(String reason) {
    parts.values().forEach(part -> refuse(part, reason));
  }

  private void refuse(Part part, String reason) {
    part.indexes().forEach(index -> refused.put(index, "region " + region.id() + ": " + reason));
  }
}
