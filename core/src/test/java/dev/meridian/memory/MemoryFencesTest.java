package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.result.StoreException;
import dev.meridian.testing.FenceStoreContract;
import dev.meridian.testing.TrackSamples;
import dev.meridian.track.FenceStore;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class MemoryFencesTest extends FenceStoreContract {
  private final FenceStore fences = MemoryTracking.create(InstantSource.system()).fences();

  @Override
  protected FenceStore fences() {
    return fences;
  }

  @Test
  void fenceTooManyIsRefused() {
    var two = new MemoryFences(InstantSource.system(), 2);
    for (String id : List.of("a", "b", "a")) {
      two.put(id, TrackSamples.fence(id, 1), null, OptionalInt.empty());
    }
    assertThatThrownBy(() -> two.put("c", TrackSamples.fence("c", 1), null, OptionalInt.empty()))
        .isInstanceOf(StoreException.class)
        .hasMessage("fences: 2 (expected: at most 2)");
    assertThat(two.remove("b")).isTrue();
    assertThat(two.put("c", TrackSamples.fence("c", 1), null, OptionalInt.empty())).isPresent();
  }

  @Test
  void removalsTooOldAreNotKnown() {
    var one = new MemoryFences(InstantSource.system(), 1);
    for (String id : List.of("a", "b")) {
      one.put(id, TrackSamples.fence(id, 1), null, OptionalInt.empty());
      one.remove(id);
    }
    assertThat(one.changes(1).complete()).isFalse();
    assertThat(one.changes(2).changes()).containsExactly(new FenceStore.Change("b", null));
    assertThat(one.put("a", TrackSamples.fence("a", 1), null, OptionalInt.empty()))
        .hasValueSatisfying(kept -> assertThat(kept.version()).isEqualTo(1));
  }
}
