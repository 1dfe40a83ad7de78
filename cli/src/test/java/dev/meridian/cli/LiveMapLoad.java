package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ArrayNode;

/// Thousands of objects that all move in sight, each reported once a second over HTTP, while the
/// frames are counted that the page draws.
final class LiveMapLoad implements AutoCloseable {
  private static final int OBJECTS = 5_000;
  private static final int SHARE = 1_000;
  private static final int ROW = 100;
  private static final double MIDDLE_LON = 10.7;
  private static final double MIDDLE_LAT = 59.9;
  private static final double APART = 0.004;
  private static final double STEP = 0.0002;

  private final LiveMapScene scene;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread mover;

  /// What was seen.
  ///
  /// @param objects on the map
  /// @param frames a second, in each of which all objects are drawn anew
  /// @param fixes a second that the page took
  record Rate(int objects, double frames, double fixes) {}

  /// Begins to move objects; returns once all of them are drawn.
  LiveMapLoad(LiveMapScene scene) {
    this.scene = scene;
    scene.look(11, MIDDLE_LAT, MIDDLE_LON);
    mover = Thread.ofVirtual().name("mover").start(this::move);
    scene.page.awaitTrue("window.meridian.counts().drawn >= " + OBJECTS);
  }

  private void move() {
    try {
      long begin = System.nanoTime();
      for (int second = 0; !closed.await(until(begin, second), TimeUnit.NANOSECONDS); second++) {
        for (int from = 0; from < OBJECTS; from += SHARE) {
          assertThat(scene.post("/positions", share(from, second))).isEqualTo(202);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long until(long begin, int second) {
    return begin + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
  }

  private static String share(int from, int second) {
    ArrayNode positions = Json.array();
    String now = Instant.now().toString();
    for (int i = from; i < from + SHARE; i++) {
      double along = second * STEP * (i % 2 == 0 ? 1 : -1);
      positions
          .addObject()
          .put("object", "car-" + i)
          .put("time", now)
          .put("lon", MIDDLE_LON + (i % ROW - ROW / 2) * APART + along)
          .put("lat", MIDDLE_LAT + (i / ROW - OBJECTS / ROW / 2) * APART / 2);
    }
    return positions.toString();
  }

  /// Counts for a while.
  Rate measure(Duration span) {
    int frames = scene.count("frames");
    int fixes = scene.count("taken");
    long begin = System.nanoTime();
    scene.page.eval("new Promise((done) => setTimeout(done, " + span.toMillis() + "))");
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Rate(
        scene.count("drawn"),
        (scene.count("frames") - frames) / seconds,
        (scene.count("taken") - fixes) / seconds);
  }

  @Override
  public void close() {
    closed.countDown();
    Await.until("nothing moves any more", () -> !mover.isAlive());
  }
}
