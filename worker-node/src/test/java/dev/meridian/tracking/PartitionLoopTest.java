package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Delivery;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PartitionLoopTest {
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

  private static Held delivery(String object) {
    return new Held(PositionMessage.write(List.of(at(object, 0, 10)), "fra", Seal.NONE));
  }

  /// A delivery whose connection a test breaks.
  private static final class Held implements Delivery {
    private final Message message;
    private volatile boolean stale;
    private volatile String settled = "";

    Held(Message message) {
      this.message = message;
    }

    @Override
    public Message message() {
      return message;
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
      return 0;
    }

    @Override
    public boolean isStale() {
      return stale;
    }

    @Override
    public void ack() {
      settled = "ack";
    }

    @Override
    public void requeue() {
      settled = "requeue";
    }

    @Override
    public void deadLetter(String reason) {
      settled = reason;
    }
  }
}
