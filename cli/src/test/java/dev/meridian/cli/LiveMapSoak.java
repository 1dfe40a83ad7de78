package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The live map under load, on a machine that does nothing else.
final class LiveMapSoak {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMapSoak.class);

  @Test
  void fiveThousandMovingObjectsStayAboveThirtyFramesASecond() {
    try (var scene = new LiveMapScene();
        var load = new LiveMapLoad(scene)) {
      LiveMapLoad.Rate rate = load.measure(Duration.ofSeconds(20));

      LOG.info("{}", rate);
      assertThat(rate.objects()).isEqualTo(5_000);
      assertThat(rate.fixes()).isGreaterThan(4_000);
      assertThat(rate.frames()).isGreaterThan(30);
    }
  }
}
