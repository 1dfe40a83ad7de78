package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.START;
import static dev.meridian.tracking.TrackingScene.at;
import static dev.meridian.tracking.TrackingScene.circle;
import static dev.meridian.tracking.TrackingScene.east;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.Exclusive;
import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceRules;
import dev.meridian.fence.Scope;
import dev.meridian.fence.Telling;
import dev.meridian.testing.Await;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.ObjectStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FenceEditTest {
  private static final int VANS = 40;
  private static final FenceRules DWELL =
      new FenceRules(Duration.ZERO, Duration.ZERO, null, Duration.ofMinutes(5), false);

  private final TrackingScene scene = new TrackingScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void editsConcernSilentObjects() {
    scene.fences.put(circle("depot", 10));
    scene.start("fra");
    scene.send("fra", at("inside", 0, east(0)));
    scene.send("fra", at("aside", 0, east(5_000)));
    scene.awaitVersion("inside", 1);
    scene.awaitVersion("aside", 1);

    scene.fences.put(circle("depot", 2, east(5_000), FenceRules.STANDARD));
    List<Crossed> all = scene.crossings("fra", 2);
    assertThat(all).allMatch(crossed -> crossed.cause().equals("fence-edited"));
    assertThat(all)
        .extracting(crossed -> crossed.object() + " " + crossed.kind().word())
        .containsExactlyInAnyOrder("inside exit", "aside enter");

    scene.fences.remove("depot");
    Crossed removed = scene.crossings("fra", 3).getLast();
    assertThat(removed.object()).isEqualTo("aside");
    assertThat(removed.kind()).isEqualTo(Kind.EXIT);
    assertThat(removed.cause()).isEqualTo("fence-removed");
    assertThat(scene.tracking.objects().inside("depot", null, 10)).isEmpty();
  }

  @Test
  void newFenceFindsWhoIsInsideWithoutTellingIt() {
    scene.start("fra");
    scene.send("fra", at("truck", 0, east(0)));
    scene.awaitVersion("truck", 1);
    scene.fences.put(circle("depot", 10));
    scene.awaitVersion("truck", 2);
    assertThat(scene.tracking.objects().inside("depot", null, 10)).containsExactly("truck");
    assertThat(scene.crossings("fra")).isEmpty();
  }

  /// Whether the worker that looks at edits is first or the next position.
  @Test
  void fenceRoundMovingObjectsIsNoCrossing() {
    scene.start("fra");
    drive(0);
    scene.awaitDone("fra");
    scene.fences.put(circle("depot", 10));
    drive(1);
    scene.fences.putSilently(circle("yard", 10));
    drive(2);
    drive(3);
    scene.awaitDone("fra");
    for (String fence : List.of("depot", "yard")) {
      Await.until(
          "all are inside of " + fence,
          () -> scene.tracking.objects().inside(fence, null, 100).size() == VANS);
    }
    assertThat(scene.crossings("fra")).isEmpty();

    scene.fences.put(circle("depot", 2, east(5_000), FenceRules.STANDARD));
    drive(4);
    scene.crossings("fra", VANS);
    scene.fences.put(circle("depot", 3, 10, FenceRules.STANDARD));
    drive(5);
    scene.awaitDone("fra");
    Await.until(
        "all are inside again",
        () -> scene.tracking.objects().inside("depot", null, 100).size() == VANS);
    assertThat(scene.crossings("fra"))
        .allMatch(crossed -> crossed.cause().equals("fence-edited"))
        .filteredOn(crossed -> crossed.kind() == Kind.EXIT)
        .hasSize(VANS);
  }

  private void drive(int second) {
    for (int van = 0; van < VANS; van++) {
      scene.send("fra", at("van-" + van, second, east(10 * van + 20 * second)));
    }
  }

  @Test
  void editOfAPriorityRanksSilentObjectsAnew() {
    scene.fences.put(circle("depot", 1, 10, zones(0)));
    scene.fences.put(circle("yard", 1, 10, zones(0)));
    scene.start("fra");
    scene.send("fra", at("truck", 0, east(0)));
    scene.awaitVersion("truck", 1);
    assertThat(scene.tracking.objects().inside("depot", null, 10)).containsExactly("truck");
    assertThat(scene.tracking.objects().inside("yard", null, 10)).isEmpty();

    scene.fences.put(circle("yard", 2, 10, zones(1)));
    assertThat(scene.crossings("fra", 2))
        .extracting(
            crossed -> crossed.fence() + " " + crossed.kind().word() + " " + crossed.cause())
        .containsExactly("depot exit overlap", "yard enter fence-edited");
    assertThat(scene.crossings("fra")).allMatch(it -> it.groups().equals(List.of("zones")));
    assertThat(scene.tracking.objects().inside("depot", null, 10)).isEmpty();
    assertThat(scene.tracking.objects().inside("yard", null, 10)).containsExactly("truck");
  }

  private static FenceRules zones(double priority) {
    return new FenceRules(
        Duration.ZERO,
        Duration.ZERO,
        null,
        null,
        false,
        Scope.ALL,
        Telling.STANDARD,
        new Exclusive("zones", priority));
  }

  @Test
  void editThatNobodyHeardOfIsNotMissed() {
    scene.fences.put(circle("depot", 10));
    TrackingNode first = scene.start("fra");
    scene.send("fra", at("truck", 0, east(0)));
    scene.awaitVersion("truck", 1);
    first.close();
    scene.fences.put(circle("depot", 2, east(50_000), FenceRules.STANDARD));
    scene.start("fra");
    scene.send("fra", at("truck", 1, east(1)));
    Crossed exit = scene.crossings("fra", 1).getFirst();
    assertThat(exit.cause()).isEqualTo("fence-edited");
    assertThat(exit.details().path("fenceVersion").asInt()).isEqualTo(2);
  }

  @Test
  void olderSnapshotWaitsForTheEditAnotherWorkerKnows() throws InterruptedException {
    scene.fences.put(circle("depot", 2, 10, FenceRules.STANDARD));
    scene.evaluator("fra").evaluate(List.of(at("truck", 0, east(0))));
    scene.fences.putSilently(circle("depot", 1, east(9_000), FenceRules.STANDARD));
    Evaluator second = scene.evaluator("fra");
    Thread late = Thread.ofVirtual().start(() -> second.evaluate(List.of(at("truck", 1, east(1)))));
    Await.holds("it waits", Duration.ofMillis(100), late::isAlive);
    scene.fences.putSilently(circle("depot", 2, 10, FenceRules.STANDARD));
    assertThat(late.join(Duration.ofSeconds(20))).isTrue();
    assertThat(scene.crossings("fra")).isEmpty();
    assertThat(scene.tracking.objects().inside("depot", null, 10)).containsExactly("truck");
    second.evaluate(List.of(at("truck", 29, east(2_500))));
    assertThat(scene.crossings("fra")).extracting(Crossed::kind).containsExactly(Kind.EXIT);
  }

  /// A backlog in a queue, or with another worker, while somebody saves the fence.
  @Test
  void positionsThatWaitAreContradictedByNoEdit() {
    scene.fences.put(circle("depot", 1, 10, DWELL));
    Evaluator evaluator = scene.evaluator("fra");
    for (String truck : List.of("heard", "unheard")) {
      evaluator.evaluate(List.of(at(truck, 0, east(-1_500)), at(truck, 20, east(0))));
    }
    Fence before = scene.fences.index().fence("depot").orElseThrow();
    scene.fences.putSilently(circle("depot", 2, 10, DWELL));
    scene.clock.advance(Duration.ofMinutes(10));
    Instant now = scene.clock.instant();
    var _ = evaluator.review(List.of("heard"), course -> course.edited("depot", before, now));
    Instant seen = START.plusSeconds(30);
    var _ = evaluator.review(List.of("unheard"), course -> course.until(seen));
    assertThat(scene.tracking.objects().load(List.of("heard", "unheard")).values())
        .extracting(Kept::version)
        .containsOnly(2L);
    for (String truck : List.of("heard", "unheard")) {
      evaluator.evaluate(List.of(at(truck, 60, east(1_500))));
    }
    assertThat(scene.crossings("fra"))
        .extracting(crossed -> crossed.object() + " " + crossed.kind().word())
        .containsExactly("heard enter", "unheard enter", "heard exit", "unheard exit");
  }

  @Test
  void objectsOfOtherRegionsAreLeftToTheirWorkers() {
    scene.fences.put(circle("depot", 10));
    scene.start("fra");
    scene.send("gru", at("ship", 0, east(0)));
    scene.evaluator("gru").evaluate(List.of(at("ship", 0, east(0))));
    scene.fences.remove("depot");
    Await.holds(
        "fra leaves it alone", Duration.ofMillis(200), () -> scene.crossings("fra").isEmpty());
    scene.start("gru");
    scene.send("gru", at("ship", 1, east(1)));
    assertThat(scene.crossings("gru", 1).getFirst().cause()).isEqualTo("fence-removed");
  }
}
