package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.FailureLoad.Outcome;
import dev.meridian.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A broker and a store that are away for 20 s while 200 requests a second come in. Whoever was
/// told yes gets the right answer in the end, also by way of the outbox, which is small here, and
/// everybody else is told to come again (I1, I4).
@SuppressWarnings("NullAway.Init")
final class FailureOfServersTest {
  private static final int RATE = 200;
  private static final Duration OUTAGE = Duration.ofSeconds(20);
  private static final Duration BEFORE = Duration.ofSeconds(2);
  private static final Duration AFTER = Duration.ofSeconds(3);

  private static FailureScene scene;

  @BeforeAll
  static void start() {
    scene = new FailureScene();
    scene.worker("steady", 64);
    scene.awaitConsumers(1);
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  @Test
  void nothingAcceptedIsLostWhileRabbitIsAway() throws InterruptedException {
    assertNothingIsLost(scene.rabbit::stop, scene.rabbit::start);
  }

  @Test
  void nothingAcceptedIsLostWhileRedisIsAway() throws InterruptedException {
    assertNothingIsLost(scene.redis::kill, scene.redis::start);
  }

  private static void assertNothingIsLost(Runnable stop, Runnable start)
      throws InterruptedException {
    try (FailureLoad load = FailureLoad.start(scene.http, RATE)) {
      pause(BEFORE);
      Await.until("all is well", () -> load.accepted() > RATE);
      int accepted = load.accepted();
      stop.run();
      pause(OUTAGE);
      start.run();
      int during = load.accepted();
      Await.until("requests are accepted again", () -> load.accepted() > during + RATE);
      pause(AFTER);

      Outcome outcome = load.finish();
      System.out.println(outcome + ", " + accepted + " accepted before the outage");
      assertThat(outcome.odd()).as("answers that are neither 201 nor a 503 with advice").isEmpty();
      assertThat(outcome.wrong()).as("accepted and then lost or wrong").isEmpty();
      assertThat(outcome.accepted()).isGreaterThan(accepted + 2 * RATE);
      assertThat(outcome.refused()).isGreaterThan(10 * RATE);
    }
  }

  private static void pause(Duration span) {
    Await.holds("the gateway lives", span, () -> scene.http.get("/healthz").status() == 200);
  }
}
