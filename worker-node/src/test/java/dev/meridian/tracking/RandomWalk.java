package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Exclusive;
import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceRules;
import dev.meridian.fence.ObjectRules;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Scope;
import dev.meridian.fence.Telling;
import dev.meridian.fence.Tracker;
import dev.meridian.geo.Gazetteer;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.track.Crossed;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Random walks of many objects over many fences, by way of queues, rounds, several workers, their
/// deaths and redeliveries: what is told is what the engine alone concludes from the positions in
/// order, and each crossing once.
final class RandomWalk {
  private static final Logger LOG = LoggerFactory.getLogger(RandomWalk.class);
  private static final int FENCES = 20;
  private static final int WINDOWS = 16;
  private static final int STEP_SECONDS = 5;
  private static final int STEPS_OF_WINDOW = 5;

  private final long seed;
  private final Random random;
  private final int objects;

  RandomWalk(long seed, int objects) {
    this.seed = seed;
    this.random = new Random(seed);
    this.objects = objects;
    LOG.warn("seed {}", seed);
  }

  /// By way of queues to a worker that dies and comes back.
  void throughQueues() {
    try (TrackingScene scene = new TrackingScene()) {
      for (int i = 0; i < FENCES; i++) {
        scene.fences.put(fence(i));
      }
      Map<String, List<Position>> walks = walks();
      MemoryBroker connection = scene.broker.connect();
      TrackingNode node = scene.start(connection, "fra");
      List<Position[]> sent = new ArrayList<>();
      for (int window = 0; window < WINDOWS; window++) {
        scene.clock.set(START.plusSeconds((long) window * STEPS_OF_WINDOW * STEP_SECONDS));
        for (Position[] message : messages(walks, window)) {
          scene.send("fra", message);
          sent.add(message);
        }
        if (random.nextInt(3) == 0) {
          scene.send("fra", sent.get(random.nextInt(sent.size())));
        }
        if (random.nextInt(8) == 0) {
          connection.close(); // as if the worker had died: what it has not settled goes back
          node.close();
          connection = scene.broker.connect();
          node = scene.start(connection, "fra");
        } else if (random.nextInt(4) == 0) {
          scene.objects.loseAnswers(2);
        }
        scene.awaitDone("fra");
      }
      assertThat(byObject(scene.crossings("fra")))
          .as("seed %d", seed)
          .isEqualTo(expected(scene, walks));
      node.close();
    }
  }

  /// By three workers that all evaluate all of it at once.
  void throughThreeWorkers() throws InterruptedException {
    try (TrackingScene scene = new TrackingScene()) {
      for (int i = 0; i < FENCES; i++) {
        scene.fences.put(fence(i));
      }
      scene.clock.advance(Duration.ofHours(1));
      Map<String, List<Position>> walks = walks();
      List<Thread> threads = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        Evaluator evaluator = scene.evaluator("fra");
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int window = 0; window < WINDOWS; window++) {
                    List<Position> all = new ArrayList<>();
                    for (List<Position> walk : walks.values()) {
                      all.addAll(window(walk, window));
                    }
                    evaluator.evaluate(all);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(byObject(scene.crossings("fra")))
          .as("seed %d", seed)
          .isEqualTo(expected(scene, walks));
    }
  }

  /// With half of the seeds, every other fence is in an exclusive group.
  private Fence fence(int i) {
    Duration inside = Duration.ofSeconds(random.nextInt(3) == 0 ? 12 : 0);
    Duration outside = Duration.ofSeconds(random.nextInt(3) == 0 ? 12 : 0);
    Duration dwell = random.nextInt(2) == 0 ? Duration.ofSeconds(40) : null;
    boolean isGrouped = Long.bitCount(seed) % 2 == 0 && i % 2 == 0;
    var rules =
        new FenceRules(
            inside,
            outside,
            null,
            dwell,
            random.nextBoolean(),
            Scope.ALL,
            Telling.STANDARD,
            isGrouped ? new Exclusive("zones", i % 3) : null);
    return TrackingScene.circle("fence-" + i, 1, 10 + random.nextDouble() * 0.1, rules);
  }

  private Map<String, List<Position>> walks() {
    Map<String, List<Position>> walks = new TreeMap<>();
    for (int i = 0; i < objects; i++) {
      String object = "object-" + i;
      double lon = 10 + random.nextDouble() * 0.1;
      double lat = (random.nextDouble() - 0.5) * 0.02;
      double east = 0;
      List<Position> walk = new ArrayList<>();
      for (int step = 0; step < WINDOWS * STEPS_OF_WINDOW; step++) {
        east = random.nextInt(10) == 0 ? (random.nextDouble() - 0.5) * 0.006 : east;
        lon = lon + east > 10.1 || lon + east < 10 ? lon - east : lon + east;
        boolean glitch = step > 0 && random.nextInt(50) == 0;
        Instant time = START.plusSeconds((long) step * STEP_SECONDS);
        LonLat at = new LonLat(glitch ? lon + 1 : lon, lat);
        double accuracy = random.nextInt(3) == 0 ? 30 : 0;
        walk.add(new Position(object, time, at, accuracy, step, Motion.UNKNOWN, Json.object()));
      }
      walks.put(object, walk);
    }
    return walks;
  }

  private static List<Position> window(List<Position> walk, int window) {
    return walk.subList(window * STEPS_OF_WINDOW, (window + 1) * STEPS_OF_WINDOW);
  }

  /// The positions of a window, each partition's in one message, in any order.
  private List<Position[]> messages(Map<String, List<Position>> walks, int window) {
    Map<Integer, List<Position>> partitions = new TreeMap<>();
    walks.forEach((object, walk) ->
        partitions
            .computeIfAbsent(Partition.of(object), _ -> new ArrayList<>())
            .addAll(window(walk, window)));
    List<Position[]> messages = new ArrayList<>();
    for (List<Position> positions : partitions.values()) {
      Collections.shuffle(positions, random);
      messages.add(positions.toArray(Position[]::new));
    }
    return messages;
  }

  private static Map<String, List<String>> byObject(List<Crossed> crossings) {
    return crossings.stream()
        .collect(
            Collectors.groupingBy(
                Crossed::object,
                TreeMap::new,
                Collectors.mapping(RandomWalk::words, Collectors.toList())));
  }

  private static String words(Crossed crossed) {
    return crossed.id() + " " + crossed.time() + " " + crossed.confirmed() + " " + crossed.late();
  }

  private Map<String, List<String>> expected(
      TrackingScene scene, Map<String, List<Position>> walks) {
    List<Crossed> all = new ArrayList<>();
    var tracker = new Tracker(ObjectRules.STANDARD);
    walks.forEach((object, walk) -> {
      var words = new Crossings("fra", object, Gazetteer.EMPTY);
      var state =
          new ObjectState(
              object,
              null,
              false,
              null,
              null,
              false,
              false,
              walk.getFirst().time().toEpochMilli(),
              Collections.emptySortedMap(),
              List.of());
      for (Position position : walk) {
        Tracker.Step step =
            tracker.fix(state, Fixes.of(position), scene.fences.index(), position.time());
        step.crossings().forEach(c -> all.add(words.of(c, Double.NaN, Motion.UNKNOWN)));
        state = step.state();
      }
    });
    Map<String, List<String>> expected = byObject(all);
    assertThat(all).hasSizeGreaterThan(objects);
    assertThat(all).extracting(Crossed::id).as("seed %d", seed).doesNotHaveDuplicates();
    return expected;
  }
}
