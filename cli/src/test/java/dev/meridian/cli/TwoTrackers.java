package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.ManualClock;
import dev.meridian.testing.RedisNode;
import dev.meridian.testing.TestServers;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Two workers of a region on RabbitMQ and Redis, of which each may lose its connections, or hang,
/// and come back. Positions are sent by the time of a clock that a test moves on, so what is due is
/// no matter of how long anything takes.
final class TwoTrackers implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  final ManualClock clock = new ManualClock(START);
  final FarTracker first;
  final FarTracker second;
  private final String region = "two-" + System.nanoTime();
  private final RabbitBroker broker =
      RabbitBroker.connect(RabbitConfig.defaults(TestServers.rabbit().uri()), Clock.systemUTC());
  private final RedisNode redis = RedisNode.launch();
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(redis.uri()), Clock.systemUTC());

  /// The first one is given the positions, as it was there first; the second one may be the one
  /// that looks for silent objects.
  TwoTrackers(boolean secondLooks) throws InterruptedException {
    boolean _ = broker.awaitConnected(Duration.ofSeconds(20));
    var _ = store.tracking().fences().put("place", Wanderer.fence(), null, OptionalInt.empty());
    String looks = secondLooks ? "second" : "first";
    assertThat(store.tracking().objects().own(region, looks, Duration.ofHours(1))).isTrue();
    first = new FarTracker("first", region, redis.uri(), Wanderer.CLASSES, clock);
    second = new FarTracker("second", region, redis.uri(), Wanderer.CLASSES, clock);
  }

  /// Has positions in their queues when it returns.
  void send(List<Position> positions) {
    Map<Integer, List<Position>> parts =
        positions.stream()
            .collect(Collectors.groupingBy(position -> Partition.of(position.object())));
    List<Publication> messages = new ArrayList<>();
    parts.forEach((part, some) ->
        messages.add(
            Publication.now(
                QueueName.positions(region, part),
                PositionMessage.write(some, region, Seal.NONE))));
    assertThat(broker.publishAll(messages)).noneMatch(PublishOutcome.Failed.class::isInstance);
  }

  /// Whether no message waits in a queue.
  boolean isTaken() {
    return IntStream.range(0, Partition.COUNT)
        .allMatch(part -> broker.depth(QueueName.positions(region, part)).ready() == 0);
  }

  /// What was told of each object, in order, as it is kept.
  Map<String, List<String>> told() {
    Map<String, List<Crossed>> all = new TreeMap<>();
    String after = CrossingLog.BEGIN;
    while (true) {
      CrossingLog.Page page =
          store
              .tracking()
              .crossings()
              .read(Map.of(region, after), CrossingLog.MAX_READ, Duration.ZERO);
      if (page.isEmpty()) {
        break;
      }
      after = page.last().getOrDefault(region, after);
      page.entries()
          .forEach(entry ->
              all.computeIfAbsent(entry.crossing().object(), _ -> new ArrayList<>())
                  .add(entry.crossing()));
    }
    all.values().forEach(each -> assertThat(each).extracting(Crossed::id).doesNotHaveDuplicates());
    return all.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Wanderer.told(entry.getValue())));
  }

  /// Waits until that is told, while time passes.
  void await(Map<String, List<String>> owed, Duration patience) {
    Await.until(
        "all is told: " + owed,
        patience,
        () -> {
          clock.advance(Duration.ofSeconds(1));
          Map<String, List<String>> told = told();
          return owed.entrySet().stream()
              .allMatch(each ->
                  told.getOrDefault(each.getKey(), List.of()).size() >= each.getValue().size());
        });
    assertThat(told()).isEqualTo(owed);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    broker.close();
    store.close();
    redis.close();
  }
}
