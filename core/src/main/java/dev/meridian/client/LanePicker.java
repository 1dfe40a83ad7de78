package dev.meridian.client;

import dev.meridian.MeridianException;
import dev.meridian.broker.Brokers;
import dev.meridian.geo.Region;
import dev.meridian.lane.Lanes;
import dev.meridian.limit.LimitRules;
import dev.meridian.route.LaneSource;
import dev.meridian.route.QueueName;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the lane of tasks by their key, or by their type if that is limited, and declares its
/// queue. When the store or the broker does not answer, tasks take the ordinary queue, which always
/// has consumers: a lane that nobody has heard of has none. Thread-safe.
public final class LanePicker implements LaneSource {
  private static final Logger LOG = LoggerFactory.getLogger(LanePicker.class);

  private final Lanes lanes;
  private final Brokers brokers;
  private final HealthBoard board;
  private final Supplier<LimitRules> rules;

  /// What was declared here; bounded by the lanes there can be.
  private final Set<QueueName> declared = ConcurrentHashMap.newKeySet();

  /// A picker that goes by what the board has seen.
  public LanePicker(Lanes lanes, Brokers brokers, HealthBoard board, Supplier<LimitRules> rules) {
    this.lanes = lanes;
    this.brokers = brokers;
    this.board = board;
    this.rules = rules;
  }

  @Override
  public Optional<QueueName> lane(Region region, String type, @Nullable String key, int tasks) {
    return region.lanes() == 0
        ? Optional.empty()
        : rules.get().laneKey(type, key).flatMap(name -> lane(region, name, tasks));
  }

  private Optional<QueueName> lane(Region region, String key, int tasks) {
    try {
      int lane =
          lanes.assign(new Lanes.Load(region.id(), key, tasks), board.waitingInLanes(region));
      QueueName queue = QueueName.lane(region.id(), lane);
      if (!declared.contains(queue)) {
        brokers.of(region.id()).declare(queue);
        declared.add(queue);
      }
      return Optional.of(queue);
    } catch (MeridianException e) {
      LOG.debug("region {}: no lane for {}: {}", region.id(), key, e.getMessage());
      return Optional.empty();
    }
  }
}
