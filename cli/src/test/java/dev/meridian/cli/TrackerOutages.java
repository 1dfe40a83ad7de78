package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.track.Position;
import dev.meridian.tracking.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Objects that wander while two workers lose their connections, or hang, and come back, at random;
/// in the end all has been told that had to be, once and in order, and nothing else.
final class TrackerOutages {
  private static final Logger LOG = LoggerFactory.getLogger(TrackerOutages.class);
  private static final int OBJECTS = 40;
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long WAY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TwoTrackers scene;
  private final Random random;
  private final List<Wanderer> wanderers = new ArrayList<>();
  private int outages;

  private TrackerOutages(TwoTrackers scene, Random random) {
    this.scene = scene;
    this.random = random;
    for (int i = 0; i < OBJECTS; i++) {
      wanderers.add(new Wanderer((i % 2 == 0 ? "shy-" : "van-") + i, random));
    }
  }

  /// Lets so many positions of each object be sent, or left out.
  static void check(int steps) throws InterruptedException {
    long seed = System.nanoTime() % 1_000_000;
    LOG.info("seed {}", seed);
    Random random = new Random(seed);
    try (TwoTrackers scene = new TwoTrackers(random.nextBoolean())) {
      var run = new TrackerOutages(scene, random);
      for (int step = 0; step < steps; step++) {
        run.step();
      }
      run.finish();
    }
  }

  private void step() {
    scene.clock.advance(Wanderer.STEP);
    List<Position> positions =
        wanderers.stream()
            .map(one -> one.step(scene.clock.instant()))
            .filter(Objects::nonNull)
            .toList();
    disturb(random.nextBoolean() ? scene.first : scene.second, positions);
    LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE));
  }

  private void disturb(FarTracker node, List<Position> positions) {
    int what = random.nextInt(9);
    outages += what < 6 ? 1 : 0;
    if (what == 0) {
      node.toStore.hold();
    }
    if (!positions.isEmpty()) {
      scene.send(positions);
    }
    switch (what) {
      case 0 -> loseWhatItHas(node);
      case 1 -> node.toBroker.cutOpenConnections();
      case 2 -> node.toStore.cutOpenConnections();
      case 3 -> node.toStore.hold();
      case 4 -> node.toBroker.hold();
      case 5 -> node.hang();
      default -> node.recover();
    }
  }

  /// The broker gives what it has to the other, while its own steps are under way.
  private static void loseWhatItHas(FarTracker node) {
    LockSupport.parkNanos(WAY);
    node.hang();
    node.toBroker.cutOpenConnections();
  }

  private void finish() {
    scene.first.recover();
    scene.second.recover();
    scene.clock.advance(Duration.ofMinutes(1));
    Map<String, List<String>> owed = new HashMap<>();
    for (Wanderer one : wanderers) {
      one.pass(scene.clock.instant());
      if (!one.owed().isEmpty()) {
        owed.put(one.name(), one.owed());
      }
    }
    long crossings = owed.values().stream().mapToLong(List::size).sum();
    try {
      scene.await(owed, PATIENCE);
    } finally {
      LOG.info("{} outages, {} crossings, {}, {}", outages, crossings, contested(), missing(owed));
    }
    assertThat(outages).isPositive();
    assertThat(crossings).isGreaterThan(OBJECTS);
  }

  private String contested() {
    return "contested "
        + scene.first.tally().of(Tally.Count.CONTESTED)
        + " and "
        + scene.second.tally().of(Tally.Count.CONTESTED);
  }

  private List<String> missing(Map<String, List<String>> owed) {
    Map<String, List<String>> told = scene.told();
    return owed.entrySet().stream()
        .filter(each -> !each.getValue().equals(told.get(each.getKey())))
        .map(each -> each + " told " + told.get(each.getKey()))
        .toList();
  }
}
