package dev.meridian.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.Position;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of messages from MQTT while regions, brokers or threads fail.
final class MqttTroubleTest extends MqttScene {
  @Test
  void regionThatTakesNothingHoldsUpItsOwnOnlyAndKeepsTheirOrder() {
    fra.goDown();
    say("meridian.positions.bus", "{" + at(-30, 8) + "}");
    say("meridian.positions.bus", "[{" + at(-29, 8) + "},{" + at(-29, -77) + "}]");
    assertThat(heardOf("bus", "iad", 1)).hasSize(1);
    IntStream.range(-28, 0).forEach(i -> say("meridian.positions.bus", "{" + at(i, 8) + "}"));
    Await.until("all wait", () -> held() == 30);
    fra.recover();
    List<Position> there = heardOf("bus", "fra", 30);
    assertThat(there).hasSize(30).isSortedAccordingTo(Comparator.comparing(Position::time));
    assertThat(unsettled()).isZero();
  }

  @Test
  void whatARegionDidNotTakeGoesBackInTheEnd() {
    fra.goDown();
    say("meridian.positions.bus", "[{" + at(-2, 8) + "},{" + at(-2, -77) + "}]");
    say("meridian.positions.bus", "{" + at(-1, -77) + "}");
    assertThat(heardOf("bus", "iad", 2)).hasSize(2);
    assertThat(held()).isPositive();
    assertThat(unsettled()).isEqualTo(1);
    assertThat(held()).isZero();
  }

  /// The broker ends a subscription whose messages wait for too long, and delivers them again.
  @Test
  void messagesThatAreDeliveredAgainReplaceThoseThatAreHere() {
    fra.goDown();
    int count = MqttPositions.PREFETCH - 1;
    IntStream.range(0, count)
        .forEach(i -> say("meridian.positions.bus", "{" + at(i - count, 8) + "}"));
    for (int round = 0; round < 6; round++) {
      String truck = "truck-" + round;
      say("meridian.positions." + truck, "{" + at(0, -77) + "}");
      assertThat(heardOf(truck, "iad", 1)).as("all before it are here").isNotEmpty();
      assertThat(held()).as("those, and what was under way").isLessThanOrEqualTo(2L * count + 1);
      if (round < 5) {
        broker.goDown();
        broker.recover();
      }
    }
    fra.recover();
    say("meridian.positions.bus", "{" + at(0, 8) + "}");
    List<Position> there =
        heardOf("bus", "fra", all -> !all.isEmpty() && all.getLast().time().equals(NOON));
    assertThat(there.size())
        .as("at most what was under way twice")
        .isBetween(count + 1, 2 * count + 1);
    assertThat(unsettled()).isZero();
  }

  @Test
  void asManyAsMayBeUnsettledWaitForOneRegionAndTheOthersBehindThem() {
    fra.goDown();
    int count = MqttPositions.PREFETCH;
    IntStream.range(0, count)
        .forEach(i -> say("meridian.positions.bus", "{" + at(i - count, 8) + "}"));
    Await.until("all are here", () -> held() == count);
    say("meridian.positions.bus", "{" + at(0, -77) + "}");
    assertThat(queues.depth(QueueName.MQTT).ready()).isEqualTo(1);
    fra.recover();
    List<Position> there = heardOf("bus", "fra", count);
    assertThat(there).hasSize(count).isSortedAccordingTo(Comparator.comparing(Position::time));
    assertThat(heardOf("bus", "iad", 1)).hasSize(1);
    assertThat(unsettled()).isZero();
  }

  @Test
  void longMessagesWaitUnreadOnceThereIsEnough() {
    fra.goDown();
    int half = PositionReader.LONGEST_DOCUMENT / 2;
    int enough = (int) MqttPositions.ENOUGH_BYTES / half;
    int count = enough + 10;
    for (int i = 0; i < count; i++) {
      String position = "{" + at(i - count, 8) + "}";
      say("meridian.positions.bus", position + " ".repeat(half - position.length()));
    }
    Await.until("enough wait", () -> held() == enough);
    Await.holds("no more are read", Duration.ofMillis(300), () -> held() == enough);
    fra.recover();
    List<Position> there = heardOf("bus", "fra", count);
    assertThat(there).hasSize(count).isSortedAccordingTo(Comparator.comparing(Position::time));
    assertThat(unsettled()).isZero();
  }

  @Test
  void messagesThatAreTriedTogetherGoBackInTheEnd() {
    say("meridian.positions.bus", "{" + at(-8, 8) + GATED + "}");
    Await.until("one is at the gate", gate::hasQueuedThreads);
    IntStream.range(-7, 0)
        .forEach(i -> say("meridian.positions.bus", "{" + at(i, 8) + GATED + "}"));
    Await.until("all are here", () -> held() == 8);
    gate.release();
    Await.until("it is published", () -> counted(Fate.ACCEPTED) == 1);
    fra.goDown();
    gate.release(1_000);
    Await.until("the others are tried", () -> publisher.counts().failed("fra") >= 7);
    assertThat(unsettled()).isEqualTo(7);
    assertThat(held()).isZero();
  }

  @Test
  void threadThatFailsInARegionLeavesAllToAnotherIntake() {
    fra.goDown();
    say("meridian.positions.bus", "{" + at(-3, 8) + "}");
    say("meridian.positions.bus", "{" + at(-2, -77) + FATAL + "}");
    awaitEnd();
    assertThat(queues.depth(QueueName.MQTT).ready()).isEqualTo(2);
    assertThat(held()).isZero();
  }

  @Test
  void threadThatFailsAtAMessageLeavesAllToAnotherIntake() {
    fra.goDown();
    classes =
        () -> {
          throw new StackOverflowError("by the will of the test");
        };
    say("meridian.positions.bus", "{" + at(-1, 8) + "}");
    say("meridian.positions.bus", "{" + at(1, 8) + "}");
    awaitEnd();
    classes = () -> ObjectClasses.NONE;
    fra.recover();
    try (var _ = MqttPositions.start(broker, publisher, clock)) {
      assertThat(heardOf("bus", "fra", 1)).hasSize(1);
      assertThat(deadLetters(1)).hasSize(1);
    }
    assertThat(unsettled()).isZero();
  }

  private void awaitEnd() {
    Await.until("it has ended", () -> !positions.isRunning());
    assertThat(queues.depth(QueueName.MQTT).consumers()).isZero();
  }
}
