package dev.meridian.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Fence;
import dev.meridian.track.Position;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How many positions a second of one processor evaluates, of vehicles that tell where they are
/// once a second, most of them far from the edge of any fence.
final class EvaluatorSpeedTest {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluatorSpeedTest.class);
  private static final int FENCES = 10_000;
  private static final int VEHICLES = 2_000;
  private static final int ROUNDS = 20;
  private static final int SEARCHED = 500;

  /// The soak asks for a figure; here any machine has to do, however busy.
  @Test
  void positionIsEvaluatedFasterThanEachFenceIsAsked() {
    double searched = searched();
    LOG.warn("positions searched for per CPU second: {}", Math.round(searched));
    assertThat(rate(VEHICLES, ROUNDS)).isGreaterThan(searched);
  }

  /// How many positions a second are looked for in each of the fences, after as many to warm up.
  private static double searched() {
    Fleet fleet = new Fleet(2 * SEARCHED);
    List<Fence> fences = fleet.fences(FENCES);
    search(fences, fleet.positions(0, SEARCHED));
    long started = cpu();
    search(fences, fleet.positions(SEARCHED, 2 * SEARCHED));
    return SEARCHED * 1e9 / (cpu() - started);
  }

  private static void search(List<Fence> fences, List<Position> positions) {
    long found =
        positions.stream()
            .mapToLong(p -> fences.stream().filter(f -> f.outline().covers(p.at())).count())
            .sum();
    assertThat(found).isPositive();
  }

  /// After as many rounds to warm up.
  static double rate(int vehicles, int rounds) {
    try (TrackingScene scene = new TrackingScene()) {
      Fleet fleet = new Fleet(vehicles);
      scene.fences.putAll(fleet.fences(FENCES));
      Evaluator evaluator = scene.evaluator("fra", vehicles, scene.fences);
      long spent = 0;
      for (int round = -rounds; round < rounds; round++) {
        fleet.drive();
        scene.clock.advance(Duration.ofSeconds(1));
        for (int from = 0; from < vehicles; from += Evaluator.MOST) {
          var positions = fleet.positions(from, from + Evaluator.MOST);
          long started = cpu();
          evaluator.evaluate(positions);
          spent += round < 0 ? 0 : cpu() - started;
        }
      }
      assertThat(scene.crossings("fra").size()).isGreaterThan(vehicles / 1_000);
      double rate = (double) rounds * vehicles / spent * 1e9;
      LOG.warn("positions evaluated per CPU second: {}", Math.round(rate));
      return rate;
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
