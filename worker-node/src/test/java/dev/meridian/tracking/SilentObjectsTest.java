package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.START;
import static dev.meridian.tracking.TrackingScene.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Delivery;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.track.Look;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Outcome;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Partition;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which looks are asked for, while nobody takes what waits in the partitions.
final class SilentObjectsTest {
  private static final Instant DUE = START.minusSeconds(60);

  private final TrackingScene scene = new TrackingScene();
  private final ObjectStore objects = scene.tracking.objects();
  private final SilentObjects silent =
      new SilentObjects(
          "fra", "worker", new SilentObjects.Parts(objects, scene.broker, Seal.NONE, scene.clock));

  @AfterEach
  void close() {
    scene.close();
  }

  private static Stream<String> ids(int partition) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "truck-" + i)
        .filter(id -> Partition.of(id) == partition);
  }

  private void keep(List<String> ids, long version, @Nullable Instant due) {
    for (int from = 0; from < ids.size(); from += ObjectStore.MAX_STEPS) {
      List<Step> steps =
          ids.stream()
              .skip(from)
              .limit(ObjectStore.MAX_STEPS)
              .map(id -> step(id, version, due))
              .toList();
      assertThat(objects.commit("fra", steps, Bounds.STANDARD))
          .allMatch(outcome -> outcome instanceof Outcome.Done);
    }
  }

  private static Step step(String id, long version, @Nullable Instant due) {
    return new Step(id, version, "{}", at(id, 0, 0), due, List.of(), Set.of(), Set.of(), List.of());
  }

  private long waiting(int partition) {
    return scene.broker.depth(QueueName.positions("fra", partition)).ready();
  }

  @Test
  void partitionThatDoesNotMoveKeepsNoOtherFromItsLooks() {
    keep(ids(0).limit(ObjectStore.MAX_PAGE + 100).toList(), 0, DUE);
    keep(ids(1).limit(1).toList(), 0, DUE.plusSeconds(1));
    silent.look();
    assertThat(waiting(0)).isEqualTo(1);
    assertThat(waiting(1)).isEqualTo(1);
    silent.look();
    assertThat(waiting(0)).as("the first may be there yet").isEqualTo(1);
  }

  @Test
  void nextLookFollowsWhenTheOneBeforeWasTakenThoughTheQueueIsNeverEmpty() {
    List<String> trucks = ids(0).limit(4).toList();
    keep(trucks.subList(0, 1), 0, DUE);
    silent.look();
    keep(trucks.subList(1, 2), 0, DUE);
    silent.look();
    assertThat(waiting(0)).as("the first is due yet").isEqualTo(1);
    keep(trucks.subList(0, 1), 1, null);
    silent.look();
    keep(trucks.subList(2, 3), 0, DUE.plusSeconds(1));
    silent.look();
    scene.clock.advance(Duration.ofSeconds(30));
    silent.look();
    keep(trucks.subList(2, 3), 1, null);
    keep(trucks.subList(3, 4), 0, DUE);
    silent.look();
    List<Look> looks = looks(4);
    assertThat(looks).extracting(Look::until).first().isEqualTo(START.minusSeconds(1));
    assertThat(looks)
        .extracting(Look::objects)
        .containsExactly(
            trucks.subList(0, 1), trucks.subList(1, 2), trucks.subList(1, 3), trucks.subList(3, 4));
  }

  private List<Look> looks(int count) {
    Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    var _ = scene.broker.consume(QueueName.positions("fra", 0), 100, waiting::add);
    Await.until(count + " looks", () -> waiting.size() >= count);
    return waiting.stream()
        .map(one -> PositionMessage.read(one.message(), "fra", Seal.NONE))
        .flatMap(batch -> batch.looks().stream())
        .toList();
  }
}
