package dev.meridian.cli;

import static dev.meridian.cli.Wanderer.at;

import dev.meridian.testing.Await;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.tracking.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What two workers of a region conclude while one loses its connections, or hangs, and comes back.
/// The long form is [TrackerOutagesSoak].
final class TrackerOutagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> VANS =
      IntStream.range(0, 1_000)
          .mapToObj(i -> "van-" + i)
          .filter(id -> Partition.of(id) == 0)
          .limit(2)
          .toList();
  private static final String LEAVER = VANS.get(0);
  private static final String STAYER = VANS.get(1);

  @Test
  void nothingIsLostRepeatedOrInvented() throws InterruptedException {
    TrackerOutages.check(30);
  }

  @Test
  void workerThatHadNoStoreConcludesInOrder() throws InterruptedException {
    try (TwoTrackers scene = new TwoTrackers(true)) {
      Held held = hold(scene);
      scene.first.recover();
      scene.await(held.owed(), PATIENCE);
    }
  }

  /// The second worker is given the partition, and concludes all of it; then the first one goes on.
  @Test
  void workerThatComesBackWithOldPositionsAndLooksTellsNothing() throws InterruptedException {
    try (TwoTrackers scene = new TwoTrackers(true)) {
      Held held = hold(scene);
      scene.first.hang();
      scene.first.toBroker.cutOpenConnections();
      scene.await(held.owed(), PATIENCE);

      scene.first.recover();
      Await.until(
          "it is refused",
          PATIENCE,
          () -> scene.first.tally().of(Tally.Count.CONTESTED) > 0 && scene.first.isIdle());
      scene.send(both(scene.clock.advance(Duration.ofHours(1)), false, false));
      String exit = "exit " + scene.clock.instant();
      scene.await(
          Map.of(
              LEAVER, List.of(held.enter, held.exit), STAYER, List.of(held.enter, "dwell", exit)),
          PATIENCE);
    }
  }

  /// What the first worker has in hand while it has no store.
  private record Held(String enter, String exit) {
    Map<String, List<String>> owed() {
      return Map.of(LEAVER, List.of(enter, exit), STAYER, List.of(enter, "dwell"));
    }
  }

  /// The first worker cannot keep what follows from some positions; behind these there are others,
  /// with an exit, and behind them a look, as the dwell is due and the second worker asks.
  private static Held hold(TwoTrackers scene) {
    scene.send(both(scene.clock.instant(), false, false));
    scene.send(both(scene.clock.advance(Wanderer.STEP), true, true));
    String enter = "enter " + scene.clock.instant();
    Map<String, List<String>> entered = Map.of(LEAVER, List.of(enter), STAYER, List.of(enter));
    Await.until("both enter", PATIENCE, () -> scene.told().equals(entered));
    scene.first.toStore.hold();
    scene.send(both(scene.clock.advance(Duration.ofSeconds(2)), true, true));
    Await.until("it is busy", () -> scene.isTaken() && !scene.first.isIdle());
    scene.send(both(scene.clock.advance(Duration.ofSeconds(2)), false, true));
    String exit = "exit " + scene.clock.instant();
    Await.until("it has all", scene::isTaken);
    scene.clock.advance(Duration.ofHours(1));
    Await.holds("nothing", Duration.ofSeconds(1), () -> scene.told().equals(entered));
    return new Held(enter, exit);
  }

  private static List<Position> both(Instant time, boolean leaver, boolean stayer) {
    return List.of(at(LEAVER, time, leaver), at(STAYER, time, stayer));
  }
}
