package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.memory.MemoryStore;
import dev.meridian.testing.Await;
import dev.meridian.testing.ManualClock;
import dev.meridian.track.FenceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Fences that a newer program wrote.
final class UnreadableFencesTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T12:00:00Z"));
  private final FenceStore store = MemoryStore.create(clock).tracking().fences();

  private static ObjectNode fence(String rule) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", "depot");
    feature.putObject("geometry").put("type", "Point").putArray("coordinates").add(8).add(50);
    feature.putObject("properties").put("radius", 1_000).put("dwell", rule);
    return feature;
  }

  /// So that who asked the store about it knows when to ask again: see [FenceSource#index].
  @Test
  void removalOfAFenceThatWasNeverReadMakesAnotherSnapshot() throws InterruptedException {
    assertThat(store.put("depot", fence("for ever"), null, OptionalInt.empty())).isPresent();
    try (var live = LiveFences.start(store, clock, new SplittableRandom(1))) {
      assertThat(live.awaitLoaded(Duration.ofSeconds(60))).isTrue();
      List<String> told = new CopyOnWriteArrayList<>();
      live.onEdit((before, after, at) -> told.add(before + " " + after));
      FenceIndex before = live.index();
      assertThat(before.fences()).isEmpty();
      assertThat(store.remove("depot")).isTrue();
      Await.until("another", () -> live.index() != before);
      assertThat(told).as("nobody knew of it").isEmpty();
    }
  }
}
