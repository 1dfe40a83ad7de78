package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RotationTest {
  private final Rotation<Waiter> rotation = new Rotation<>();

  private record Waiter(int lane, int number) {}

  @Test
  void lanesTakeTurnsHoweverManyWaitInOne() {
    for (int i = 0; i < 1_000; i++) {
      rotation.add(0, new Waiter(0, i));
    }
    rotation.add(1, new Waiter(1, 0));
    rotation.add(1, new Waiter(1, 1));
    assertThat(List.of(next(), next(), next(), next(), next()))
        .extracting(Waiter::lane)
        .containsExactly(0, 1, 0, 1, 0);
  }

  @Test
  void whoLeavesBeforeItsTurnCostsNobodyATurn() {
    Waiter gone = new Waiter(0, 1);
    rotation.add(0, new Waiter(0, 0));
    rotation.add(0, gone);
    rotation.add(0, new Waiter(0, 2));
    rotation.add(1, new Waiter(1, 0));
    rotation.remove(0, gone);
    rotation.remove(0, gone);
    rotation.remove(7, gone);
    assertThat(rotation.size()).isEqualTo(3);
    assertThat(List.of(next(), next(), next()))
        .containsExactly(new Waiter(0, 0), new Waiter(1, 0), new Waiter(0, 2));
    assertThat(rotation.first()).isNull();
  }

  /// Between two turns of a lane in which somebody waits all the time, no other lane has two; and
  /// within a lane nobody overtakes.
  @Test
  void noLaneIsServedTwiceWhileAnotherWaits() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Integer, List<Integer>> served = new HashMap<>();
    Map<Integer, Map<Integer, Integer>> since = new HashMap<>(); // lane -> others served meanwhile
    Map<Integer, Integer> waiting = new HashMap<>();
    int number = 0;
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(100) < 51) {
        int lane = random.nextInt(6);
        rotation.add(lane, new Waiter(lane, number++));
        if (waiting.merge(lane, 1, Integer::sum) == 1) {
          since.put(lane, new HashMap<>());
        }
      } else if (rotation.first() != null) {
        Waiter turn = next();
        since.forEach((lane, others) -> {
          if (lane != turn.lane()) {
            assertThat(others.merge(turn.lane(), 1, Integer::sum)).as("seed " + seed).isEqualTo(1);
          }
        });
        since.put(turn.lane(), new HashMap<>());
        if (waiting.merge(turn.lane(), -1, Integer::sum) == 0) {
          since.remove(turn.lane());
        }
        served.computeIfAbsent(turn.lane(), _ -> new ArrayList<>()).add(turn.number());
      }
    }
    assertThat(served.values()).as("seed " + seed).allSatisfy(lane -> assertThat(lane).isSorted());
  }

  private Waiter next() {
    Waiter first = Objects.requireNonNull(rotation.first());
    rotation.remove(first.lane(), first);
    return first;
  }
}
