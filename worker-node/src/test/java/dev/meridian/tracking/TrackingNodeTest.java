package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.START;
import static dev.meridian.tracking.TrackingScene.at;
import static dev.meridian.tracking.TrackingScene.circle;
import static dev.meridian.tracking.TrackingScene.east;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.broker.Delivery;
import dev.meridian.fence.FenceRules;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.testing.Await;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.tracking.Tally.Count;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class TrackingNodeTest {
  private static final FenceRules DWELL =
      new FenceRules(Duration.ZERO, Duration.ZERO, null, Duration.ofMinutes(5), false);

  private final TrackingScene scene = new TrackingScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void enteringAndLeavingAreToldWithTheirReasons() {
    scene.fences.put(circle("depot", 10));
    TrackingNode node = scene.start("fra", "gru");
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 30, east(-500)));
    scene.clock.advance(Duration.ofMinutes(2));
    scene.send("fra", at("truck", 90, east(1_500)));
    List<Crossed> all = scene.crossings("fra", 2);

    assertThat(all).extracting(Crossed::kind).containsExactly(Kind.ENTER, Kind.EXIT);
    Crossed enter = all.getFirst();
    long visit = enter.details().path("visit").asLong();
    assertThat(enter.id()).isEqualTo("truck/depot/enter/" + visit);
    assertThat(all.getLast().id()).isEqualTo("truck/depot/exit/" + visit);
    assertThat(enter.cause()).isEqualTo("moved");
    assertThat(enter.time()).isBetween(START.plusSeconds(14), START.plusSeconds(16));
    assertThat(enter.confirmed()).isEqualTo(START.plusSeconds(30));
    assertThat(enter.details().path("fenceVersion").asInt()).isEqualTo(1);
    assertThat(enter.details().path("before").path("time").asString()).isEqualTo(START.toString());
    assertThat(enter.details().path("speed").asDouble()).isCloseTo(33.3, within(0.1));
    assertThat(enter.details().path("heading").asDouble()).isCloseTo(90, within(0.1));
    var kept = scene.store.tracking().objects();
    assertThat(kept.inside("depot", null, 10)).isEmpty();
    assertThat(kept.track("truck", START, 10)).hasSize(3);
    Await.until("it is counted", () -> node.tally().of(Kind.EXIT) == 1);
    JsonNode stats = node.stats();
    assertThat(stats.path("fences").asInt()).isEqualTo(1);
    JsonNode fra = stats.at("/regions/fra");
    assertThat(fra.at("/positions/accepted").asInt()).isEqualTo(3);
    assertThat(fra.at("/crossings/enter").asInt()).isEqualTo(1);
    assertThat(fra.path("late").asInt()).isZero();
    assertThat(fra.path("partitions").toString()).isEqualTo("{\"consumed\":8,\"held\":1}");
    JsonNode gru = stats.at("/regions/gru");
    assertThat(gru.at("/positions/accepted").asInt(-1)).isZero();
    assertThat(gru.at("/partitions/held").asInt(-1)).isZero();
  }

  @Test
  void whoIsInsideIsKeptAndAcceptedPositionsAreToldOf() throws Exception {
    List<Position> heard = new CopyOnWriteArrayList<>();
    scene.fences.put(circle("depot", 10));
    TrackingNode node = scene.start("fra");
    try (AutoCloseable _ = scene.tracking.positions().listen(heard::addAll)) {
      scene.send(
          "fra", at("truck", 1, east(0)), at("truck", 0, east(-50)), at("truck", 1, east(0)));
      scene.awaitVersion("truck", 1);
      Await.until("positions are told", () -> heard.size() == 2);
      assertThat(heard).extracting(Position::time).containsExactly(START, START.plusSeconds(1));
    }
    assertThat(scene.tracking.objects().inside("depot", null, 10)).containsExactly("truck");
    assertThat(node.tally().of(Verdict.ACCEPTED)).isEqualTo(2);
    assertThat(node.tally().of(Verdict.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void messageDeliveredTwiceIsToldOnce() {
    scene.fences.put(circle("depot", 10));
    TrackingNode node = scene.start("fra");
    Position[] way = {
      at("truck", 0, east(-1_500)), at("truck", 15, east(0)), at("truck", 29, east(1_300))
    };
    scene.send("fra", way);
    scene.crossings("fra", 2);
    scene.send("fra", way);
    Await.until("all are known", () -> node.tally().of(Verdict.DUPLICATE) == 3);
    scene.awaitDone("fra");
    assertThat(scene.crossings("fra")).hasSize(2);
  }

  @Test
  void lateFixesAddToThePastOnce() {
    scene.fences.put(circle("depot", 10));
    TrackingNode node = scene.start("fra");
    scene.send("fra", at("truck", 0, east(-1_500)));
    scene.awaitVersion("truck", 1);
    scene.send("fra", at("truck", 28, east(-1_200)));
    scene.awaitVersion("truck", 2);
    scene.send("fra", at("truck", 14, east(-500)));
    List<Crossed> late = scene.crossings("fra", 2);
    scene.send("fra", at("truck", 14, east(-500)));
    scene.send("fra", at("truck", 13, east(4_000)));
    scene.awaitDone("fra");

    assertThat(scene.crossings("fra")).isEqualTo(late);
    long millis = START.plusSeconds(14).toEpochMilli();
    assertThat(late)
        .extracting(Crossed::id)
        .containsExactly("truck/depot/late-enter/" + millis, "truck/depot/late-exit/" + millis);
    assertThat(late).allMatch(Crossed::late);
    assertThat(node.tally().of(Verdict.LATE)).isEqualTo(1);
    assertThat(node.tally().of(Verdict.DUPLICATE)).isEqualTo(1);
    assertThat(node.tally().of(Verdict.SUSPECT)).as("too far for the time").isEqualTo(1);
    assertThat(scene.tracking.objects().track("truck", START, 10)).hasSize(3);
  }

  @Test
  void silentObjectsDwellAreLostAndAreForgotten() {
    scene.fences.put(circle("depot", 1, 10, DWELL));
    scene.start("fra");
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    scene.crossings("fra", 1);
    scene.clock.advance(Duration.ofMinutes(6));
    Crossed dwell = scene.crossings("fra", 2).getLast();
    assertThat(dwell.kind()).isEqualTo(Kind.DWELL);
    assertThat(dwell.cause()).isEqualTo("time-passed");

    scene.clock.advance(Duration.ofDays(1));
    Crossed lost = scene.crossings("fra", 3).getLast();
    Instant when = START.plusSeconds(20).plus(Duration.ofDays(1));
    assertThat(lost.id()).isEqualTo("truck//lost/" + when.toEpochMilli());

    scene.clock.advance(Duration.ofDays(7));
    Await.until("it is forgotten", () -> scene.tracking.objects().count() == 0);
    assertThat(scene.crossings("fra")).hasSize(3);
  }

  @Test
  void visitsOfAnObjectThatWasForgottenHaveOtherIds() {
    scene.fences.put(circle("depot", 10));
    scene.start("fra");
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    Crossed first = scene.crossings("fra", 1).getFirst();
    assertThat(scene.tracking.objects().forget("truck", 1)).isTrue();
    scene.send("fra", at("truck", 25, east(-1_500)), at("truck", 29, east(-1_400)));
    scene.awaitVersion("truck", 1);
    scene.clock.advance(Duration.ofMinutes(1));
    scene.send("fra", at("truck", 60, east(0)));
    assertThat(scene.crossings("fra", 2)).extracting(Crossed::id).doesNotHaveDuplicates();
    assertThat(first.id()).startsWith("truck/depot/enter/");
  }

  @Test
  void objectTakesItsStateToAnotherRegion() {
    scene.fences.put(circle("depot", 10));
    scene.start("fra");
    scene.start("gru");
    scene.send("fra", at("ship", 0, east(-1_500)), at("ship", 6, east(-990)));
    Crossed enter = scene.crossings("fra", 1).getFirst();
    scene.send("gru", at("ship", 29, east(1_150)));
    Crossed exit = scene.crossings("gru", 1).getFirst();
    assertThat(exit.kind()).isEqualTo(Kind.EXIT);
    assertThat(exit.details().path("visit")).isEqualTo(enter.details().path("visit"));
    assertThat(exit.region()).isEqualTo("gru");
    scene.clock.advance(Duration.ofMinutes(1));
    scene.send("fra", at("ship", 60, east(0)));
    assertThat(scene.crossings("fra", 2).getLast().kind()).isEqualTo(Kind.ENTER);
  }

  @Test
  void positionsWaitWhileTheStoreIsDown() {
    scene.fences.put(circle("depot", 10));
    scene.start("fra");
    scene.objects.goDown();
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 20, east(0)));
    Await.holds("nothing is kept", Duration.ofMillis(200), () -> scene.crossings("fra").isEmpty());
    assertThat(scene.dead).isEmpty();
    scene.objects.loseAnswers(1);
    scene.objects.recover();
    assertThat(scene.crossings("fra", 1)).hasSize(1);
    scene.awaitDone("fra");
    assertThat(scene.crossings("fra")).as("kept without an answer, and tried again").hasSize(1);
  }

  @Test
  void drainingHandsBackWhatTheStoreDoesNotTake() {
    scene.fences.put(circle("depot", 10));
    TrackingNode first = scene.start("fra");
    scene.objects.goDown();
    scene.send("fra", at("truck", 0, east(-1_500)));
    scene.send("fra", at("truck", 20, east(0)));
    Await.until("they are taken", () -> !first.isIdle());
    assertThat(first.drain(Duration.ofMillis(50))).isFalse();
    scene.objects.recover();
    scene.start("fra");
    assertThat(scene.crossings("fra", 1)).hasSize(1);
  }

  @Test
  void drainingFinishesWhatItHas() {
    TrackingNode node = scene.start("fra");
    for (int i = 0; i < 100; i++) {
      scene.send("fra", at("truck-" + i, 0, east(0)));
    }
    Await.until("all are taken", () -> scene.tracking.objects().count() > 0);
    assertThat(node.drain(Duration.ofSeconds(20))).isTrue();
    assertThat(node.isConsuming()).isFalse();
  }

  @Test
  void drainingEndsBeforeOthersBelieveItHas() {
    Duration second = Duration.ofSeconds(1);
    assertThat(TrackingNode.evaluatingOn(second)).isEqualTo(second);
    assertThat(TrackingNode.evaluatingOn(Duration.ofSeconds(30))).isLessThan(Silence.SETTLED);
  }

  @Test
  void messageThatCannotBeReadDiesAndTheNextIsEvaluated() throws InterruptedException {
    TrackingNode node = scene.start("fra");
    Message good = PositionMessage.write(List.of(at("truck", 0, east(0))), "fra", Seal.NONE);
    byte[] noJson = "{".getBytes(StandardCharsets.UTF_8);
    scene.send("fra", "truck", new Message(Map.of(), "text/plain", null, null, 0, noJson));
    scene.send("fra", "truck", new Message(Map.of(), good.contentType(), null, null, 0, noJson));
    byte[] oneBad = "[[\"truck\",\"then\",0,0,0,0]]".getBytes(StandardCharsets.UTF_8);
    scene.send("fra", "truck", new Message(Map.of(), good.contentType(), null, null, 0, oneBad));
    scene.send("fra", "truck", good);
    scene.awaitVersion("truck", 1);
    Delivery first = scene.dead.poll(20, TimeUnit.SECONDS);
    Delivery second = scene.dead.poll(20, TimeUnit.SECONDS);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    assertThat(first.message().headers().get(Message.REASON)).asString().contains("content-type");
    assertThat(node.tally().of(Count.UNREADABLE)).isEqualTo(1);
    assertThat(node.tally().of(Count.BURIED)).isEqualTo(2);
  }

  @Test
  void positionsOfTheFutureAndGlitchesChangeNothing() {
    scene.fences.put(circle("depot", 10));
    TrackingNode node = scene.start("fra");
    scene.send("fra", at("truck", 0, east(-1_500)), at("truck", 3_600, east(0)));
    scene.send("fra", at("truck", 1, 0.5), at("truck", 2, east(-1_490)));
    Map<Verdict, Long> judged =
        Map.of(Verdict.ACCEPTED, 2L, Verdict.FUTURE, 1L, Verdict.SUSPECT, 1L);
    Await.until("both messages", () -> judged.equals(node.tally().positions()));
    assertThat(scene.crossings("fra")).isEmpty();
  }
}
