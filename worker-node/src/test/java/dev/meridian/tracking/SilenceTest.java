package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.START;
import static dev.meridian.tracking.TrackingScene.at;
import static dev.meridian.tracking.TrackingScene.circle;
import static dev.meridian.tracking.TrackingScene.east;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.fence.FenceRules;
import dev.meridian.result.StoreException;
import dev.meridian.testing.Await;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.Look;
import dev.meridian.track.Partition;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Seal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SilenceTest {
  private static final FenceRules DWELL =
      new FenceRules(Duration.ZERO, Duration.ZERO, null, Duration.ofMinutes(5), false);

  private final TrackingScene scene = new TrackingScene();
  private final FlakyObjects other = new FlakyObjects(scene.store.tracking().objects());

  @BeforeEach
  void putFence() {
    scene.fences.put(circle("depot", 1, 10, DWELL));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /// A worker that has all partitions and does not own the silent objects, and one that does.
  private TrackingNode startTwo() {
    other.ownNothing();
    TrackingNode holder = scene.start(scene.broker, other.in(scene.store.tracking()), "fra");
    scene.start("fra");
    return holder;
  }

  private List<Kind> kinds() {
    return scene.crossings("fra").stream().map(Crossed::kind).toList();
  }

  @Test
  void nothingIsConcludedWhileAnotherWorkerHoldsPositions() {
    TrackingNode holder = startTwo();
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    scene.crossings("fra", 1);
    scene.awaitDone("fra");
    other.goDown();
    scene.clock.advance(Duration.ofMinutes(1));
    scene.send("fra", at("truck", 60, east(1_500)));
    Await.until("it is held", () -> !holder.isIdle());
    scene.clock.advance(Duration.ofMinutes(10));
    int asked = scene.objects.askedForDue() + 2; // one is asked perhaps, and another all of it
    Await.until("the owner asked for a look", () -> scene.objects.askedForDue() > asked);
    assertThat(kinds()).containsExactly(Kind.ENTER);
    other.recover();
    scene.crossings("fra", 2);
    scene.awaitDone("fra");
    assertThat(kinds()).containsExactly(Kind.ENTER, Kind.EXIT);
  }

  @Test
  void otherWorkerConcludesWhatTheOwnerAsksFor() {
    startTwo();
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    scene.crossings("fra", 1);
    scene.clock.advance(Duration.ofMinutes(10));
    scene.crossings("fra", 2);
    assertThat(kinds()).containsExactly(Kind.ENTER, Kind.DWELL);
  }

  @Test
  void lookSaysNothingOfPositionsBehindItNorWhileThePartitionIsNew() {
    TrackingNode first = scene.start("fra");
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    scene.crossings("fra", 1);
    assertThat(first.drain(Duration.ofSeconds(20))).isTrue();
    scene.clock.advance(Duration.ofMinutes(10));
    Look look = new Look(scene.clock.instant(), List.of("truck"));
    scene.send("fra", "truck", PositionMessage.write(look, "fra", Seal.NONE));
    scene.start("fra");
    scene.awaitDone("fra");
    scene.send("fra", at("truck", 60, east(1_500)));
    scene.crossings("fra", 2);
    assertThat(kinds()).containsExactly(Kind.ENTER, Kind.EXIT);
  }

  @Test
  void workerWhoseThreadFailsLeavesThePartitionToAnother() {
    TrackingNode holder = startTwo();
    other.breakWith(new NoClassDefFoundError("by the will of the test"));
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    assertThat(scene.crossings("fra", 1)).hasSize(1);
    Await.until("nothing is left here", holder::isIdle);
    Await.until("it is back", holder::isConsuming);
    assertThat(scene.dead).isEmpty();
  }

  @Test
  void objectsThatCannotBeLookedAtAreLeftAloneAndDamagedOnesForgotten() {
    List<String> trucks = trucksOfOnePartition(3);
    scene.start("fra");
    trucks.forEach(truck -> scene.send("fra", at(truck, 0, east(-1_500)), at(truck, 20, east(0))));
    scene.crossings("fra", 3);
    scene.objects.doNotLoad(trucks.get(0));
    scene.objects.damage(trucks.get(1));
    scene.clock.advance(Duration.ofMinutes(10));
    Crossed dwell = scene.crossings("fra", 4).getLast();
    assertThat(dwell.object()).isEqualTo(trucks.get(2));
    var kept = scene.store.tracking().objects();
    Await.until(
        "the damaged one is forgotten",
        () -> kept.load(trucks).keySet().equals(Set.of(trucks.get(0), trucks.get(2))));
    scene.fences.remove("depot");
    Crossed exit = scene.crossings("fra", 5).getLast();
    assertThat(exit.object()).isEqualTo(trucks.get(2));
    assertThat(exit.cause()).isEqualTo("fence-removed");
    scene.objects.damage("");
    scene.send("fra", at(trucks.get(1), 500, east(0)));
    scene.awaitVersion(trucks.get(1), 2);
    assertThat(scene.dead).isEmpty();
  }

  @Test
  void lookConcludesUpToItsTimeAndLeavesAloneForAMinuteWhatItFailsOf() {
    Evaluator evaluator = scene.evaluator("fra");
    evaluator.evaluate(List.of(at("truck", 0, east(-1_500)), at("truck", 20, east(0))));
    scene.clock.advance(Duration.ofMinutes(20));
    Silence silence = new Silence(evaluator, scene.clock);
    Look early = new Look(START.plus(Duration.ofMinutes(5)), List.of("truck"));
    Look late = new Look(START.plus(Duration.ofMinutes(6)), List.of("truck"));
    silence.look(late);
    assertThat(kinds()).as("the partition is new").containsExactly(Kind.ENTER);
    scene.clock.advance(Silence.SETTLED);
    silence.look(early);
    assertThat(kinds()).containsExactly(Kind.ENTER);
    scene.objects.doNotLoad("truck");
    silence.look(late);
    scene.objects.doNotLoad("");
    silence.look(late);
    assertThat(kinds()).as("left alone").containsExactly(Kind.ENTER);
    scene.clock.advance(Duration.ofSeconds(61));
    silence.look(late);
    assertThat(kinds()).containsExactly(Kind.ENTER, Kind.DWELL);
  }

  private static List<String> trucksOfOnePartition(int count) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "truck-" + i)
        .filter(id -> Partition.of(id) == 0)
        .limit(count)
        .toList();
  }

  @Test
  void stepTheStoreNeverTakesIsGivenUp() {
    var tries = new AtomicInteger();
    Stop stop = new Stop(new Random(1));
    Runnable step =
        () -> {
          tries.incrementAndGet();
          throw new StoreException(StoreException.Kind.WRONG, "what a command", null);
        };
    assertThatThrownBy(() -> stop.untilUp(step)).isInstanceOf(StoreException.class);
    assertThat(tries).hasValue(6);
    stop.hurry();
    assertThat(stop.untilUp(step)).isFalse();
    assertThat(stop.hasGivenUp()).isTrue();
  }
}
