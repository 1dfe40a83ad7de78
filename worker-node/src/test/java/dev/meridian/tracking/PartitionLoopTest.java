package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Delivery;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PartitionLoopTest {
  private final Error deadly = new NoClassDefFoundError("by the will of the test");

  private final TrackingScene scene = new TrackingScene();
  private final Stop stop = new Stop(new Random(1));
  private final PartitionLoop loop = loop();

  @AfterEach
  void close() {
    stop.raise();
    scene.close();
  }

  private PartitionLoop loop() {
    Evaluator evaluator = scene.evaluator("fra");
    var silence = new Silence(evaluator, scene.clock);
    var parts = new PartitionLoop.Parts(evaluator, silence, Seal.NONE, new Tally.Running(), stop);
    return new PartitionLoop("fra", parts);
  }

  @Test
  void whatALostConnectionBroughtIsDropped() {
    List<Held> lost =
        Stream.of("a", "b", "c").map(PartitionLoopTest::delivery).peek(loop::take).toList();
    assertThat(loop.isIdle()).isFalse();
    lost.forEach(delivery -> delivery.stale = true);
    Held again = delivery("d");
    loop.take(again);
    Thread.ofVirtual().start(loop::run);
    Await.until("it is evaluated", () -> again.settled.equals("ack"));
    Await.until("nothing is left", loop::isIdle);
    assertThat(lost).allMatch(delivery -> delivery.settled.isEmpty());
    assertThat(scene.tracking.objects().count()).isEqualTo(1);
  }

  @Test
  void whatIsStaleWhenItsTurnComesIsDropped() {
    Held lost = delivery("a");
    loop.take(lost);
    lost.stale = true;
    Thread.ofVirtual().start(loop::run);
    Await.until("nothing is left", loop::isIdle);
    assertThat(lost.settled).isEmpty();
    assertThat(scene.tracking.objects().count()).isZero();
  }

  @Test
  void idleOnlyIfNothingWasTaken() {
    Held first = delivery("a");
    loop.take(first);
    Thread.ofVirtual().start(loop::run);
    Await.until("it is evaluated", loop::isIdle);
    List<Boolean> idle = new ArrayList<>();
    first.asked = () -> idle.add(loop.isIdle());
    loop.take(delivery("b"));
    assertThat(idle).containsExactly(false);
  }

  @Test
  void messageThatEndsTheThreadGoesBackAloneAndAsAFailure() {
    List<Held> all = takeThree(0);
    assertThatThrownBy(loop::run).isInstanceOf(NoClassDefFoundError.class);
    assertThat(all).extracting(held -> held.settled).containsExactly("ack", "", "");
    loop.handBack();
    assertThat(all).extracting(held -> held.settled).containsExactly("ack", "reject", "requeue");
    assertThat(loop.isIdle()).isTrue();
  }

  @Test
  void messageThatEndedThreadsBeforeIsBuried() {
    List<Held> all = takeThree(3);
    assertThatThrownBy(loop::run).isInstanceOf(NoClassDefFoundError.class);
    loop.handBack();
    assertThat(all)
        .extracting(held -> held.settled)
        .containsExactly("ack", "EvaluationFailure: " + deadly, "requeue");
    assertThat(loop.isIdle()).isTrue();
  }

  /// The second one ends the thread.
  private List<Held> takeThree(int failures) {
    scene.objects.breakOn("bad", deadly);
    List<Held> all = Stream.of("a", "bad", "c").map(PartitionLoopTest::delivery).toList();
    all.forEach(held -> held.failures = failures);
    all.forEach(loop::take);
    return all;
  }

  @Test
  void messageThatReadingFailsOfIsBuried() {
    Held bad = new Held(null);
    Held good = delivery("a");
    loop.take(bad);
    loop.take(good);
    Thread.ofVirtual().start(loop::run);
    Await.until("the next one is evaluated", () -> good.settled.equals("ack"));
    assertThat(bad.settled).startsWith("EvaluationFailure: java.lang.NullPointerException");
    Await.until("nothing is left", loop::isIdle);
  }

  private static Held delivery(String object) {
    return new Held(PositionMessage.write(List.of(at(object, 0, 10)), "fra", Seal.NONE));
  }

  /// A delivery whose connection a test breaks.
  private static final class Held implements Delivery {
    private final @Nullable Message message;
    private volatile boolean stale;
    private volatile int failures;
    private volatile Runnable asked = () -> {};
    private volatile String settled = "";

    Held(@Nullable Message message) {
      this.message = message;
    }

    @Override
    public Message message() {
      return Objects.requireNonNull(message);
    }

    @Override
    public QueueName queue() {
      return QueueName.positions("fra", 0);
    }

    @Override
    public boolean redelivered() {
      return false;
    }

    @Override
    public int failedDeliveries() {
      return failures;
    }

    @Override
    public boolean isStale() {
      asked.run();
      return stale;
    }

    @Override
    public void ack() {
      settle("ack");
    }

    @Override
    public void requeue() {
      settle("requeue");
    }

    @Override
    public void reject() {
      settle("reject");
    }

    @Override
    public void deadLetter(String reason) {
      settle(reason);
    }

    private void settle(String how) {
      settled = settled.isEmpty() ? how : settled;
    }
  }
}
