package dev.meridian.cli;

import static dev.meridian.cli.Wanderer.at;
import static org.assertj.core.api.Assertions.assertThat;

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
    TrackerOutages.check(15);
  }

  /// The first worker hangs with the exit; meanwhile the dwell is due, the second one asks for a
  /// look, is given the partition, and concludes all of it; then the first one goes on.
  @Test
  void workerThatComesBackWithOldPositionsAndLooksTellsNothing() throws InterruptedException {
    try (TwoTrackers scene = new TwoTrackers(true)) {
      scene.send(both(scene.clock.instant(), false, false));
      scene.send(both(scene.clock.advance(Wanderer.STEP), true, true));
      String enter = "enter " + scene.clock.instant();
      Map<String, List<String>> entered = Map.of(LEAVER, List.of(enter), STAYER, List.of(enter));
      Await.until("both enter", PATIENCE, () -> scene.told().equals(entered));

      scene.first.toStore.hold();
      scene.send(both(scene.clock.advance(Wanderer.STEP), false, true));
      String exit = "exit " + scene.clock.instant();
      Await.until("the first has it", () -> scene.isTaken() && !scene.first.isIdle());
      scene.clock.advance(Duration.ofHours(1));
      Await.holds("nothing", Duration.ofSeconds(1), () -> scene.told().equals(entered));

      scene.first.toBroker.hold();
      scene.first.toBroker.cutOpenConnections();
      Map<String, List<String>> all =
          Map.of(LEAVER, List.of(enter, exit), STAYER, List.of(enter, "dwell"));
      scene.await(all, PATIENCE);

      scene.first.recover();
      Await.until(
          "it is refused",
          PATIENCE,
          () -> scene.first.tally().of(Tally.Count.CONTESTED) > 0 && scene.first.isIdle());
      scene.clock.advance(Duration.ofHours(1));
      scene.send(both(scene.clock.instant(), false, false));
      String last = "exit " + scene.clock.instant();
      scene.await(
          Map.of(LEAVER, List.of(enter, exit), STAYER, List.of(enter, "dwell", last)), PATIENCE);
      assertThat(scene.second.tally().of(Tally.Count.CONTESTED)).isZero();
    }
  }

  private static List<Position> both(Instant time, boolean leaver, boolean stayer) {
    return List.of(at(LEAVER, time, leaver), at(STAYER, time, stayer));
  }
}
