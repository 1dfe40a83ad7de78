package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.LimitsScene.Ran;
import dev.meridian.cli.LimitsScene.Work;
import dev.meridian.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits on tasks over two workers in two regions, on RabbitMQ and Redis.
@SuppressWarnings("NullAway.Init")
final class LimitsSystemTest {
  private static final Logger LOG = LoggerFactory.getLogger(LimitsSystemTest.class);
  private static final String LIMITS =
      """
      limits:
        - {id: three-ID, tasks: [lim.three], per: all, concurrency: 3}
        - {id: rated-ID, tasks: [lim.rated], rate: 20/s}
        - {id: slow-ID, tasks: [lim.slow], concurrency: 1}
        - {id: keys-ID, tasks: [lim.keyed], per: key, concurrency: 2}
      """;

  @TempDir private static Path folder;
  private static LimitsScene scene;

  @BeforeAll
  static void start() {
    scene =
        new LimitsScene(folder, LIMITS)
            .type("lim.three")
            .type("lim.rated")
            .type("lim.slow")
            .type("lim.keyed")
            .type("lim.free")
            .worker("a", 8)
            .worker("b", 8);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static double elapsed(List<Ran> ran) {
    long last = ran.stream().mapToLong(Ran::ended).max().orElseThrow();
    return seconds(last - ran.getFirst().began());
  }

  @Test
  void concurrencyIsKeptOverRegionsAndUsed() {
    Work work = new Work("three", 30);
    scene.publish("a", "lim.three", null, work, 100);
    scene.publish("b", "lim.three", null, work, 100);
    scene.awaitDone("three", 200);
    List<Ran> ran = scene.ran("three");
    assertThat(scene.most("lim.three")).isEqualTo(3);
    assertThat(ran.stream().map(Ran::region).distinct()).hasSize(2);
    double busy = seconds(ran.stream().mapToLong(task -> task.ended() - task.began()).sum());
    double used = busy / (3 * elapsed(ran));
    LOG.info("a concurrency of 3 over two workers was used to {} %", Math.round(used * 100));
    assertThat(used).isGreaterThan(0.5);
  }

  @Test
  void rateIsKeptOverRegionsAndUsed() {
    Work work = new Work("rated", 1);
    long started = System.nanoTime(); // the first task may begin long after it was let in
    scene.publish("a", "lim.rated", null, work, 40);
    scene.publish("b", "lim.rated", null, work, 40);
    scene.awaitDone("rated", 80);
    long last = scene.ran("rated").stream().mapToLong(Ran::ended).max().orElseThrow();
    double elapsed = seconds(last - started);
    LOG.info("80 tasks at 20/s after a burst of 20 took {} s", elapsed);
    assertThat(elapsed).isBetween(2.99, 30.0);
  }

  @Test
  void limitedTypeHoldsUpNoOther() {
    scene.publish("a", "lim.slow", null, new Work("slow", 50), 60);
    scene.publish("a", "lim.free", null, new Work("free", 1), 100);
    scene.awaitDone("free", 100);
    int slow = scene.done("slow");
    LOG.info("100 free tasks were done when {} of 60 limited ones were", slow);
    assertThat(slow).isLessThan(40);
    scene.awaitDone("slow", 60);
    assertThat(scene.most("lim.slow")).isEqualTo(1);
  }

  @Test
  void eachKeyHasItsOwnConcurrency() {
    for (String key : List.of("x", "y")) {
      scene.publish("a", "lim.keyed", key, new Work("keyed", 20), 30);
    }
    scene.publish("b", "lim.keyed", "x", new Work("keyed", 20), 30);
    scene.awaitDone("keyed", 90);
    assertThat(scene.most("lim.keyed")).isBetween(3, 4);
    assertThat(elapsed(scene.ran("keyed"))).isGreaterThan(60 / 2 * 0.020);
  }

  @Test
  void limitedTasksThatWaitAreHandedBackWhenTheWorkerStops() {
    LimitsScene other =
        new LimitsScene(folder, "limits: [{id: one-ID, concurrency: 1}]\n")
            .type("lim.long")
            .worker("a", 4);
    other.publish("a", "lim.long", null, new Work("long", 60_000), 5);
    Await.until("one runs", () -> other.most("lim.long") == 1);
    long began = System.nanoTime();
    other.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }
}
