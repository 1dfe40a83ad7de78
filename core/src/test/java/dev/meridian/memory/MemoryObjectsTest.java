package dev.meridian.memory;

import static dev.meridian.testing.TrackSamples.position;
import static dev.meridian.testing.TrackSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.ObjectStoreContract;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.Tracking;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryObjectsTest extends ObjectStoreContract {
  private final InstantSource clock = InstantSource.system();
  private final Tracking tracking = MemoryTracking.create(clock);

  @Override
  protected Tracking tracking() {
    return tracking;
  }

  @Test
  void objectThatIsStillTheLongestMakesRoom() {
    var two = new MemoryObjects(clock, new MemoryCrossings(clock), 2);
    two.commit("fra", List.of(step(position("a", 1), 0)), Bounds.STANDARD);
    two.commit("fra", List.of(step(position("b", 1), 0)), Bounds.STANDARD);
    two.commit("fra", List.of(step(position("a", 2), 1)), Bounds.STANDARD);
    two.commit("fra", List.of(step(position("c", 1), 0)), Bounds.STANDARD);
    assertThat(two.load(List.of("a", "b", "c"))).containsOnlyKeys("a", "c");
    assertThat(two.due("fra", Instant.MAX, 10)).containsExactly("c", "a");
  }
}
