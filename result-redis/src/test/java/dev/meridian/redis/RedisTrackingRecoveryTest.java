package dev.meridian.redis;

import static dev.meridian.testing.TrackSamples.enter;
import static dev.meridian.testing.TrackSamples.fence;
import static dev.meridian.testing.TrackSamples.position;
import static dev.meridian.testing.TrackSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.testing.Await;
import dev.meridian.testing.RedisNode;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.ObjectStore.Outcome;
import dev.meridian.track.ObjectStore.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Redis dies at once and comes back with what it had written (`appendonly yes`).
final class RedisTrackingRecoveryTest {
  private static final int OBJECTS = 20;
  private static final int ROUNDS = 600;
  private static final List<String> NAMES =
      IntStream.range(0, OBJECTS).mapToObj(i -> "van" + i).toList();

  private final AtomicInteger failures = new AtomicInteger();

  @Test
  void noStepIsLostAndNoCrossingComesTwice() throws Exception {
    try (RedisNode redis = RedisNode.launch("--appendonly", "yes");
        Store store = connect(redis);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var made = new AtomicInteger();
      Future<?> writer = threads.submit(() -> writeAll(store.tracking().objects(), made));
      Future<Set<String>> reader = threads.submit(() -> readAll(store));
      for (int kills = 1; kills <= 4; kills++) {
        int round = kills * ROUNDS / 5;
        Await.until("round " + round, () -> made.get() >= round || writer.isDone());
        redis.kill();
        redis.start();
      }
      writer.get();
      assertThat(failures).as("commits of unknown end").hasPositiveValue();
      assertThat(store.tracking().objects().load(NAMES).values())
          .hasSize(OBJECTS)
          .extracting(Kept::version)
          .containsOnly((long) ROUNDS);
      assertThat(reader.get()).hasSize(OBJECTS * ROUNDS);
    }
  }

  private static Store connect(RedisNode redis) {
    return RedisStore.connect(RedisConfig.defaults(redis.uri()), Clock.systemUTC());
  }

  /// Each step of each object once, as a worker does: what became of a commit that failed is read.
  private void writeAll(ObjectStore objects, AtomicInteger made) {
    for (int round = 0; round < ROUNDS; round++) {
      int from = round;
      Await.until("round " + round, () -> commit(objects, from));
      made.incrementAndGet();
    }
  }

  private boolean commit(ObjectStore objects, int round) {
    try {
      Map<String, Kept> now = objects.load(NAMES);
      List<Step> steps = new ArrayList<>();
      for (String name : NAMES) {
        if (!now.containsKey(name) || now.get(name).version() <= round) {
          steps.add(
              step(
                  position(name, round),
                  round,
                  Set.of("f"),
                  Set.of(),
                  List.of(enter("fra", name, "f", round))));
        }
      }
      return objects.commit("fra", steps, Bounds.STANDARD).stream()
          .allMatch(Outcome.Done.class::isInstance);
    } catch (StoreException e) {
      failures.incrementAndGet();
      return false;
    }
  }

  /// Follows the log to its end. Fails if a crossing comes twice, or does not come.
  private static Set<String> readAll(Store store) {
    Set<String> read = new HashSet<>();
    List<String> places = new ArrayList<>(List.of("0-0"));
    Await.until(
        "all crossings are read",
        Duration.ofMinutes(1),
        () -> {
          try {
            for (Entry entry :
                store
                    .tracking()
                    .crossings()
                    .read(Map.of("fra", places.getLast()), 1_000, Duration.ofMillis(100))
                    .entries()) {
              assertThat(read.add(entry.crossing().id())).as(entry.crossing().id()).isTrue();
              places.set(0, entry.place());
            }
          } catch (StoreException e) {
            return false;
          }
          return read.size() >= OBJECTS * ROUNDS;
        });
    assertThat(
            store
                .tracking()
                .crossings()
                .read(Map.of("fra", places.getLast()), 10, Duration.ZERO)
                .entries())
        .isEmpty();
    return read;
  }

  @Test
  void fencesAndTheirRevisionsSurvive() {
    try (RedisNode redis = RedisNode.launch("--appendonly", "yes");
        Store store = connect(redis)) {
      var fences = store.tracking().fences();
      var heard = new AtomicInteger();
      AutoCloseable _ = fences.onChange(heard::incrementAndGet);
      fences.put("a", fence("a", 5), null, OptionalInt.empty());
      fences.put("b", fence("b", 5), null, OptionalInt.empty());
      fences.remove("b");
      Await.until("the changes are heard of", () -> heard.get() >= 3);
      redis.kill();
      redis.start();
      Await.until("the reconnection is heard of", () -> heard.get() >= 4);
      assertThat(fences.page(null, 10).fences()).hasSize(1);
      assertThat(fences.revision()).isEqualTo(3);
      assertThat(fences.put("b", fence("b", 6), null, OptionalInt.empty()))
          .hasValueSatisfying(kept -> assertThat(kept.version()).isEqualTo(2));
    }
  }
}
