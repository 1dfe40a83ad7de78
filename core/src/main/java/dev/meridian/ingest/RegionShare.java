package dev.meridian.ingest;

import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.geo.Region;
import dev.meridian.route.QueueName;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The positions of one call that go to one region. Filled by one thread, then published by one.
/// Each counts as refused until its broker has confirmed it.
final class RegionShare {
  private static final Logger LOG = LoggerFactory.getLogger(RegionShare.class);

  private static final String UNPUBLISHED = "they could not be published";

  private final Region region;
  private final PositionQueues queues;
  private final Brokers brokers;
  private final Seal seal;
  private final Map<Integer, Part> parts = new TreeMap<>();
  private final Map<Integer, Refusal> refused = new HashMap<>();
  private int size;

  private record Part(List<Integer> indexes, List<Position> positions) {
    Part between(int from, int to) {
      return new Part(indexes.subList(from, to), positions.subList(from, to));
    }
  }

  /// Positions that go in one message.
  private record Parcel(Part part, Publication publication) {}

  /// Why a position was not, or not surely, taken.
  ///
  /// @param reason for people
  /// @param isFault whether no message can hold the position, at no time
  record Refusal(String reason, boolean isFault) {}

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
    refuse(index, "not published", false);
    part.indexes().add(index);
    part.positions().add(position);
    size++;
  }

  /// How many positions it has.
  int size() {
    return size;
  }

  /// By index, why a position was not taken.
  Map<Integer, Refusal> refused() {
    return refused;
  }

  /// Publishes them. Never throws.
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
    } catch (RuntimeException e) {
      LOG.error("region {}: positions could not be published", region.id(), e);
      refuseAll(UNPUBLISHED);
    }
  }

  private void publish(Broker broker) {
    List<Parcel> parcels = new ArrayList<>();
    parts.forEach(
        (partition, part) -> pack(QueueName.positions(region.id(), partition), part, parcels));
    List<PublishOutcome> outcomes =
        broker.publishAll(parcels.stream().map(Parcel::publication).toList());
    int i = 0;
    for (Parcel parcel : parcels) {
      List<Integer> indexes = parcel.part().indexes();
      switch (outcomes.get(i++)) {
        case PublishOutcome.Confirmed() -> indexes.forEach(refused::remove);
        case PublishOutcome.Failed(BrokerException reason) -> {
          queues.lookAgain();
          String why = String.valueOf(reason.getMessage());
          indexes.forEach(index -> refuse(index, why, false));
        }
      }
    }
  }

  /// Puts positions into one message; halves them if that fails, until it is known which fail.
  private void pack(QueueName queue, Part part, List<Parcel> parcels) {
    try {
      Message message = PositionMessage.write(part.positions(), region.id(), seal);
      parcels.add(new Parcel(part, Publication.now(queue, message)));
    } catch (MeridianException e) {
      throw e;
    } catch (RuntimeException e) {
      int count = part.indexes().size();
      if (count == 1) {
        String object = part.positions().getFirst().object();
        LOG.error("region {}: a position of {} cannot be written", region.id(), object, e);
        refuse(part.indexes().getFirst(), UNPUBLISHED, true);
        return;
      }
      pack(queue, part.between(0, count / 2), parcels);
      pack(queue, part.between(count / 2, count), parcels);
    }
  }

  /// Refuses all that is not taken yet, for now.
  private void refuseAll(String reason) {
    refused.replaceAll((_, _) -> refusal(reason, false));
  }

  private void refuse(int index, String reason, boolean isFault) {
    refused.put(index, refusal(reason, isFault));
  }

  private Refusal refusal(String reason, boolean isFault) {
    return new Refusal("region " + region.id() + ": " + reason, isFault);
  }
}
