package dev.meridian.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.lane.Lanes;
import dev.meridian.limit.LimitRule;
import dev.meridian.limit.LimitRules;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryLanes;
import dev.meridian.result.StoreException;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Router;
import dev.meridian.route.Target;
import dev.meridian.wire.Message;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LanePickerTest {
  private static final LimitRules RULES =
      new LimitRules(List.of(new LimitRule("mail", Set.of("mail"), false, 5, 1)));

  private final MemoryBroker broker = new MemoryBroker(InstantSource.system());
  private final AtomicBoolean down = new AtomicBoolean();
  private final MemoryLanes memory = new MemoryLanes(InstantSource.system());
  private final Lanes lanes =
      new Lanes() {
        @Override
        public int assign(Load load, List<Long> waiting) {
          check();
          return memory.assign(load, waiting);
        }

        @Override
        public Set<Integer> inUse(String region, Set<Integer> also) {
          check();
          return memory.inUse(region, also);
        }

        @Override
        public AutoCloseable onNewLane(Runnable listener) {
          return memory.onNewLane(listener);
        }
      };
  private final RegionMap map =
      RegionMap.of(
          List.of(
              Region.at("fra", 8.7, 50.1),
              new Region("iad", "iad", new LonLat(-77, 39), null, null, List.of(), 100, 0)),
          List.of());
  private final HealthBoard board =
      new HealthBoard(() -> map, _ -> broker, region -> lanes.inUse(region, Set.of()));
  private final Router router =
      new Router(() -> map, board, new LanePicker(lanes, _ -> broker, board, () -> RULES));

  private void check() {
    if (down.get()) {
      throw new StoreException(StoreException.Kind.DOWN, "on purpose", null);
    }
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private QueueName queue(String region, Priority priority, String type, @Nullable String key) {
    Route route = router.route(new Target.ToRegion(region), RoutePolicy.PIN, priority, Set.of());
    return router.onLanes(List.of(route), type, key).getFirst().queue();
  }

  private QueueName queue(@Nullable String key) {
    return queue("fra", Priority.NORMAL, "t", key);
  }

  private void publish(QueueName queue, int messages) {
    Message message = new Message(Map.of(), null, null, null, 0, new byte[0]);
    for (int i = 0; i < messages; i++) {
      broker.publish(Publication.now(queue, message));
    }
  }

  @Test
  void keysAndLimitedTypesHaveLanesAndNothingElse() {
    QueueName acme = queue("acme");
    assertThat(acme).isEqualTo(QueueName.lane("fra", 0));
    publish(acme, 1);
    assertThat(queue("other")).isEqualTo(QueueName.lane("fra", 1));
    assertThat(queue(null)).isEqualTo(QueueName.of("fra", Priority.NORMAL));
    assertThat(queue("fra", Priority.NORMAL, "mail", null).lane()).hasValue(2);
    assertThat(queue("fra", Priority.HIGH, "t", "acme"))
        .isEqualTo(QueueName.of("fra", Priority.HIGH));
    assertThat(queue("iad", Priority.NORMAL, "t", "acme"))
        .isEqualTo(QueueName.of("iad", Priority.NORMAL));
  }

  @Test
  void boardCountsWhatWaitsInLanes() {
    QueueName flood = queue("flood");
    publish(flood, 40);
    board.refresh();
    assertThat(board.health(map.requireRegion("fra")).queued()).isEqualTo(40);
    assertThat(board.waitingInLanes(map.requireRegion("fra"))).hasSize(16).startsWith(40L, 0L);
    publish(queue("small"), 2);
    down.set(true);
    board.refresh();
    assertThat(board.health(map.requireRegion("fra")).queued())
        .as("of the lanes known before")
        .isEqualTo(40);
    down.set(false);
    board.refresh();
    assertThat(board.health(map.requireRegion("fra")).queued()).isEqualTo(42);
  }

  @Test
  void withoutTheStoreTasksTakeTheOrdinaryQueue() {
    down.set(true);
    assertThat(queue("acme")).isEqualTo(QueueName.of("fra", Priority.NORMAL));
    down.set(false);
    assertThat(queue("acme").lane()).isPresent();
  }
}
