package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.lane.Lanes;
import dev.meridian.lane.Lanes.Load;
import dev.meridian.testing.LanesContract;
import dev.meridian.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemoryLanesTest extends LanesContract {
  private static final List<Long> TWO = List.of(0L, 0L);

  private final Lanes lanes = new MemoryLanes(InstantSource.system());

  @Override
  protected Lanes lanes() {
    return lanes;
  }

  @Test
  void keyThatIsNotUsedLosesItsLane() {
    var clock = new ManualClock(Instant.parse("2026-11-21T10:00:00Z"));
    var lanes = new MemoryLanes(clock);
    assertThat(lanes.assign(new Load("fra", "a", 1), TWO)).isZero();
    assertThat(lanes.assign(new Load("fra", "b", 1), TWO)).isEqualTo(1);
    clock.advance(Lanes.STICKY.minusSeconds(1));
    assertThat(lanes.assign(new Load("fra", "b", 1), List.of(0L, 9L))).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(lanes.assign(new Load("fra", "a", 1), List.of(9L, 0L))).isEqualTo(1);
  }

  @Test
  void laneThatIsNotUsedIsNotLookedAfterAnyMore() {
    var clock = new ManualClock(Instant.parse("2026-11-21T10:00:00Z"));
    var lanes = new MemoryLanes(clock);
    lanes.assign(new Load("fra", "a", 1), TWO);
    clock.advance(Lanes.IN_USE.plusSeconds(1));
    assertThat(lanes.inUse("fra", Set.of())).isEmpty();
  }
}
