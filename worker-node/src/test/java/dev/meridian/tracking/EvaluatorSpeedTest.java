package dev.meridian.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Fence;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class EvaluatorSpeedTest {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluatorSpeedTest.class);
  private static final int OBJECTS = 500;
  private static final int FENCES = 1_000;
  private static final int ROUNDS = 60;

  @Test
  void positionsAreEvaluatedFast() {
    try (TrackingScene scene = new TrackingScene()) {
      Random random = new Random(5);
      List<Fence> fences = new ArrayList<>();
      for (int i = 0; i < FENCES; i++) {
        fences.add(TrackingScene.circle("fence-" + i, 10 + 30 * random.nextDouble()));
      }
      scene.fences.putAll(fences);
      Evaluator evaluator = scene.evaluator("fra");
      double[] lons = random.doubles(OBJECTS, 10, 40).toArray();
      long started = 0;
      for (int round = 0; round < 2 * ROUNDS; round++) {
        started = round == ROUNDS ? cpu() : started; // the first half warms up
        scene.clock.advance(Duration.ofSeconds(10));
        evaluator.evaluate(round(lons, round, random, scene));
      }
      double seconds = (cpu() - started) / 1e9;
      double rate = ROUNDS * (double) OBJECTS / seconds;
      LOG.warn("positions evaluated per CPU second: {}", Math.round(rate));
      assertThat(scene.crossings("fra").size()).isGreaterThan(OBJECTS / 10);
      assertThat(rate).isGreaterThan(2_000);
    }
  }

  private static List<Position> round(
      double[] lons, int round, Random random, TrackingScene scene) {
    List<Position> positions = new ArrayList<>(OBJECTS);
    for (int i = 0; i < OBJECTS; i++) {
      lons[i] += (random.nextDouble() - 0.4) * 0.004;
      LonLat at = new LonLat(lons[i], 0.0001);
      positions.add(
          new Position(
              "object-" + i,
              scene.clock.instant(),
              at,
              i % 3 == 0 ? 15 : 0,
              round,
              Motion.UNKNOWN,
              Json.object()));
    }
    return positions;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
