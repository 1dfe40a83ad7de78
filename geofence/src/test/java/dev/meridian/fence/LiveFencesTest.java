package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.Area;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryStore;
import dev.meridian.testing.Await;
import dev.meridian.testing.ManualClock;
import dev.meridian.track.FenceStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fences that are edited in a store while somebody asks about points.
final class LiveFencesTest {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFencesTest.class);
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOON);
  private final TroubledFences store =
      new TroubledFences(MemoryStore.create(clock).tracking().fences());
  private final List<LiveFences> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(LiveFences::close);
  }

  private LiveFences start(Area... areas) throws InterruptedException {
    var live = LiveFences.start(store, clock, new SplittableRandom(1), List.of(areas));
    started.add(live);
    assertThat(live.awaitLoaded(Duration.ofSeconds(60))).isTrue();
    return live;
  }

  private FenceStore.Kept put(String id, ObjectNode feature) {
    return store.put(id, feature, null, OptionalInt.empty()).orElseThrow();
  }

  private static ObjectNode circle(String id, double lon, double lat, double radius) {
    ObjectNode point = Json.object().put("type", "Point");
    point.putArray("coordinates").add(lon).add(lat);
    ObjectNode feature = Json.object().put("type", "Feature").put("id", id);
    feature.set("geometry", point);
    feature.putObject("properties").put("radius", radius);
    return feature;
  }

  private static ObjectNode polygon(String id, double lon, double lat, double radius, int corners) {
    ObjectNode feature = circle(id, lon, lat, radius);
    ObjectNode polygon = Json.object().put("type", "Polygon");
    ArrayNode ring = polygon.putArray("coordinates").addArray();
    for (int i = 0; i <= corners; i++) {
      double angle = 2 * Math.PI * (i % corners) / corners;
      ring.addArray().add(lon + radius * Math.cos(angle)).add(lat + radius * Math.sin(angle));
    }
    feature.set("geometry", polygon);
    return feature;
  }

  private static List<String> at(LiveFences live, double lon, double lat) {
    return live.index().containing(new LonLat(lon, lat)).stream().map(Fence::id).toList();
  }

  private static void awaitAt(LiveFences live, double lon, double lat, String... ids) {
    Await.until("seen", () -> at(live, lon, lat).equals(List.of(ids)));
  }

  @Test
  void editsAreSeenAndTold() throws InterruptedException {
    put("a", circle("a", 8, 50, 1000));
    LiveFences live = start();
    List<String> told = new CopyOnWriteArrayList<>();
    live.onEdit((before, after, at) -> told.add(name(before) + ">" + name(after) + " " + at));
    assertThat(at(live, 8, 50)).containsExactly("a");

    put("b", circle("b", 8, 50, 500));
    awaitAt(live, 8, 50, "a", "b");
    put("a", circle("a", 20, 50, 1000));
    awaitAt(live, 8, 50, "b");
    assertThat(store.remove("b")).isTrue();
    awaitAt(live, 8, 50);
    put("b", circle("b", 8, 50, 500));
    awaitAt(live, 8, 50, "b");

    Await.until("told", () -> told.size() == 4);
    assertThat(told)
        .containsExactly(
            "null>b/1 " + NOON, "a/1>a/2 " + NOON, "b/1>null " + NOON, "null>b/2 " + NOON);
  }

  private static String name(@Nullable Fence fence) {
    return fence == null ? "null" : fence.id() + "/" + fence.version();
  }

  @Test
  void fenceGoesWhenItsTimeIsOver() throws InterruptedException {
    LiveFences live = start();
    store.put("a", circle("a", 8, 50, 1000), NOON.plusSeconds(60), OptionalInt.empty());
    awaitAt(live, 8, 50, "a");
    clock.advance(Duration.ofSeconds(60));
    awaitAt(live, 8, 50);
  }

  @Test
  void featureThatCannotBeReadStopsNothing() throws InterruptedException {
    put("a", Json.object().put("type", "Nonsense"));
    put("b", circle("other", 8, 50, 1000));
    put("c", circle("c", 8, 50, 1000));
    LiveFences live = start();
    assertThat(at(live, 8, 50)).containsExactly("c");
    put("c", circle("c", 8, 50, -1));
    put("d", circle("d", 8, 50, 1000));
    awaitAt(live, 8, 50, "d");
  }

  @Test
  void storeThatIsDownLeavesTheLastSnapshot() throws InterruptedException {
    put("a", circle("a", 8, 50, 1000));
    LiveFences live = start();
    store.down = true;
    put("b", circle("b", 8, 50, 1000));
    Await.holds(
        "the last snapshot", Duration.ofMillis(1500), () -> at(live, 8, 50).equals(List.of("a")));
    store.down = false;
    awaitAt(live, 8, 50, "a", "b");
  }

  @Test
  void storeThatIsDownAtFirstIsWaitedFor() throws InterruptedException {
    store.down = true;
    put("a", circle("a", 8, 50, 1000));
    var live = LiveFences.start(store, clock, new SplittableRandom(1));
    started.add(live);
    assertThat(live.awaitLoaded(Duration.ofMillis(300))).isFalse();
    assertThat(live.index().fences()).isEmpty();
    store.down = false;
    assertThat(live.awaitLoaded(Duration.ofSeconds(20))).isTrue();
    assertThat(at(live, 8, 50)).containsExactly("a");
  }

  @Test
  void changesThatAreForgottenAreReadAgain() throws InterruptedException {
    put("a", circle("a", 8, 50, 1000));
    put("b", circle("b", 8, 50, 1000));
    put("c", circle("c", 8, 50, 1000));
    LiveFences live = start();
    List<String> told = new CopyOnWriteArrayList<>();
    live.onEdit((before, after, _) -> told.add(name(before) + ">" + name(after)));
    store.down = true;
    put("d", circle("d", 8, 50, 1000));
    put("b", circle("b", 20, 50, 1000));
    assertThat(store.remove("a")).isTrue();
    store.forgetful = true;
    store.down = false;
    awaitAt(live, 8, 50, "c", "d");
    Await.until("told", () -> told.size() == 3);
    assertThat(told).containsExactlyInAnyOrder("a/1>null", "b/1>b/2", "null>d/1");
  }

  @Test
  void listenerThatFailsKeepsNothingFromOthers() throws Exception {
    LiveFences live = start();
    var heard = new AtomicInteger();
    live.onEdit((_, _, _) -> {
      throw new IllegalStateException("a listener that fails, for the test");
    });
    AutoCloseable ends = live.onEdit((_, _, _) -> heard.incrementAndGet());
    put("a", circle("a", 8, 50, 1000));
    Await.until("heard", () -> heard.get() == 1);
    ends.close();
    put("b", circle("b", 8, 50, 1000));
    awaitAt(live, 8, 50, "a", "b");
    assertThat(heard).hasValue(1);
  }

  @Test
  void areasKeepTheFencesThatTouchThem() throws InterruptedException {
    put("fiji", circle("fiji", 179.9, -17, 50_000));
    put("berlin", circle("berlin", 13.4, 52.5, 10_000));
    put("pole", circle("pole", 0, 89.9, 100_000));
    put("lagos", polygon("lagos", 3.4, 6.5, 0.1, 12));
    LiveFences live = start(new Box(-180, -30, -179, 0), new Box(13.5, 50, 20, 90));
    assertThat(live.index().fences())
        .extracting(Fence::id)
        .containsExactlyInAnyOrder("fiji", "berlin", "pole");
    put("lagos", polygon("lagos", 15, 60, 0.1, 12));
    awaitAt(live, 15, 60, "lagos");
    put("berlin", circle("berlin", 0, 0, 10_000));
    Await.until("gone", () -> live.index().fence("berlin").isEmpty());
  }

  @Test
  void manyEditsAreMergedWhileOthersAreMade() throws InterruptedException {
    LiveFences live = start();
    var random = new SplittableRandom(7);
    for (int i = 0; i < 4_000; i++) {
      String id = "f" + random.nextInt(1_500);
      if (random.nextInt(5) == 0) {
        boolean _ = store.remove(id);
      } else {
        put(id, polygon(id, random.nextDouble(-3, 3), random.nextDouble(-3, 3), 0.2, 24));
      }
    }
    put("last", circle("last", 50, 50, 10));
    Await.until("last", () -> live.index().fence("last").isPresent());
    Await.until("merged", () -> live.index().edits() < 1_000);
    var plain = FenceIndex.of(new StoredFences(store, List.of()).all());
    for (int i = 0; i < 2_000; i++) {
      var point = new LonLat(random.nextDouble(-3, 3), random.nextDouble(-3, 3));
      assertThat(live.index().containing(point))
          .as("seed 7, %s", point)
          .extracting(fence -> fence.id() + fence.version())
          .isEqualTo(plain.containing(point).stream().map(f -> f.id() + f.version()).toList());
    }
  }

  @Test
  void hundredThousandFencesAreLoadedAndEditedAtOnce() throws Exception {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 100_000; i++) {
      double lon = random.nextDouble(-170, 170);
      double lat = random.nextDouble(-60, 60);
      put("f" + i, polygon("f" + i, lon, lat, random.nextDouble(0.001, 0.05), 16));
    }
    long before = processCpu();
    long began = System.nanoTime();
    LiveFences live = start();
    long loading = System.nanoTime() - began;
    double loaded = (processCpu() - before) / 1e9;
    var stopped = new AtomicBoolean();
    var probes = new AtomicInteger();
    Thread prober =
        Thread.ofPlatform()
            .start(() -> {
              var seeded = new SplittableRandom(4);
              while (!stopped.get()) {
                var _ = live.index().containing(new LonLat(seeded.nextDouble(-170, 170), 10));
                probes.incrementAndGet();
              }
            });
    long[] nanos = IntStream.range(0, 300).mapToLong(i -> seen(live, i)).sorted().toArray();
    stopped.set(true);
    prober.join();
    LOG.info(
        "100,000 fences loaded in {} ms, {} CPU-s, {} MB; of 300 edits beside {} probes the median was seen after"
            + " {} ms, the slowest after {} ms",
        loading / 1_000_000,
        loaded,
        live.index().bytes() / 1_000_000,
        probes,
        nanos[150] / 1e6,
        nanos[299] / 1e6);
    assertThat(live.index().fences()).hasSize(100_300);
    assertThat(nanos[150]).as("an edit makes the index not anew").isLessThan(loading / 2);
  }

  /// The nanoseconds until a probe finds a new fence.
  private long seen(LiveFences live, int number) {
    ObjectNode feature = polygon("new" + number, number / 10.0, 80, 0.01, 200);
    long from = System.nanoTime();
    put("new" + number, feature);
    while (at(live, number / 10.0, 80).isEmpty()) {
      Thread.onSpinWait();
    }
    return System.nanoTime() - from;
  }

  private static long processCpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
