package dev.meridian.redis;

import static dev.meridian.testing.TrackSamples.enter;
import static dev.meridian.testing.TrackSamples.position;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Store;
import dev.meridian.testing.RedisNode;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Outcome.Done;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Prints rates, and fails only if something is wrong by an order of magnitude: the machine is
/// shared with everything else.
final class RedisTrackingRateTest {
  private static final int OBJECTS = 10_000;
  private static final int BATCH = 100;
  private static final int PARTITIONS = 8;
  private static final int ROUNDS = 10;
  private static final int CROSSING_ONE_IN = 50;
  private static final String STATE = "{\"stays\":[" + "1234567,".repeat(40) + "0]}";

  @Test
  void stepsAreCommittedInBatches() throws Exception {
    measure("without a file");
    measure(
        "with appendonly, appendfsync everysec",
        "--appendonly",
        "yes",
        "--appendfsync",
        "everysec");
  }

  private static void measure(String what, String... options) throws Exception {
    try (RedisNode redis = RedisNode.launch(options);
        Store store = RedisStore.connect(RedisConfig.defaults(redis.uri()), Clock.systemUTC());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ObjectStore objects = store.tracking().objects();
      long empty = memory(redis);
      commitAll(objects, 0, 0);
      long bytes = (memory(redis) - empty) / OBJECTS;
      long busy = cpuMillis(redis);
      long started = System.nanoTime();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < PARTITIONS; i++) {
        int partition = i;
        all.add(threads.submit(() -> run(objects, partition)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      int steps = OBJECTS * ROUNDS;
      long rate = steps * 1_000_000_000L / (System.nanoTime() - started);
      long perCpu = steps * 1_000L / Math.max(1, cpuMillis(redis) - busy);
      System.out.printf(
          "steps, %s: %,d/s, %,d per second of Redis' CPU; %,d bytes an object with %d of state%n",
          what, rate, perCpu, bytes, STATE.length());
      assertThat(rate).isGreaterThan(500);
      assertThat(objects.count()).isEqualTo(OBJECTS);
    }
  }

  private static void run(ObjectStore objects, int partition) {
    for (int round = 1; round <= ROUNDS; round++) {
      for (int from = partition * BATCH; from < OBJECTS; from += PARTITIONS * BATCH) {
        commit(objects, from, round);
      }
    }
  }

  private static void commitAll(ObjectStore objects, int from, int round) {
    for (int first = from; first < OBJECTS; first += BATCH) {
      commit(objects, first, round);
    }
  }

  private static void commit(ObjectStore objects, int from, int round) {
    List<Step> steps = new ArrayList<>();
    for (int i = from; i < from + BATCH; i++) {
      steps.add(step(i, round));
    }
    assertThat(objects.commit("fra", steps, Bounds.STANDARD)).containsOnly(new Done(round + 1));
  }

  private static Step step(int number, int round) {
    String object = "vehicle-" + number;
    Position at = position(object, round, number * 0.03 - 150, number * 0.01 - 50);
    boolean crosses = round > 0 && (number + round) % CROSSING_ONE_IN == 0;
    String fence = "fence-" + number % 100;
    List<Crossed> crossings = crosses ? List.of(enter("fra", object, fence, round)) : List.of();
    Set<String> entered = crosses ? Set.of(fence) : Set.of();
    return new Step(
        object,
        round,
        STATE,
        at,
        at.time().plusSeconds(60),
        List.of(at),
        entered,
        Set.of(),
        crossings);
  }

  private static long memory(RedisNode redis) {
    return number(redis.ctl("INFO", "memory"), "used_memory:");
  }

  private static long cpuMillis(RedisNode redis) {
    String info = redis.ctl("INFO", "cpu");
    return number(info, "used_cpu_user:") + number(info, "used_cpu_sys:");
  }

  /// A number of `INFO`; a fraction in thousandths.
  private static long number(String info, String name) {
    String line = info.lines().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
    String text = line.substring(name.length()).strip();
    return text.contains(".") ? (long) (Double.parseDouble(text) * 1_000) : Long.parseLong(text);
  }
}
