package dev.meridian.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.track.Position;
import dev.meridian.wire.Message;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of messages from MQTT.
final class MqttPositionsTest extends MqttScene {
  @Test
  void topicNamesTheObjectIfTheMessageDoesNot() {
    say("meridian.positions.bus.7", "{" + AT + "}");
    assertThat(heardOf("bus.7").object()).isEqualTo("bus.7");
    say(
        "meridian.positions.bus-8",
        """
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [8.7, 50.1]},
         "properties": {"time": "2026-01-01T12:00:00Z"}}
        """);
    assertThat(heardOf("bus-8").object()).isEqualTo("bus-8");
  }

  @Test
  void topicBoundsWhoseThePositionsAre() {
    say("meridian.positions.bus-7", "{\"object\":\"bus-8\"," + AT + "}");
    say("owntracks.jane.doe.phone", "{\"_type\":\"location\",\"tst\":1,\"lon\":8,\"lat\":50}");
    say("owntracks.jane.phone.event", "{\"_type\":\"transition\"}");
    say("meridian.positions", "{\"object\":\"bus-9\"," + AT + "}");
    assertThat(heardOf("bus-9").object()).isEqualTo("bus-9");
    assertThat(deadLetters(2))
        .containsExactly(
            "object: bus-8 (expected: bus-7, as in the topic)",
            "object: missing (expected: the id of what moves)");
    assertThat(unsettled()).isZero();
  }

  @Test
  void ownTracksWorksAsItIs() {
    say(
        "owntracks.jane.phone",
        "{\"_type\":\"location\",\"tst\":1767268800,\"lon\":8.7,\"lat\":50.1,\"acc\":12}");
    assertThat(heardOf("jane.phone").accuracy()).isEqualTo(12);
  }

  @Test
  void messagesThatAreNoPositionsArePassedOver() {
    say("owntracks.jane.phone", "{\"_type\":\"lwt\",\"tst\":1767268800}");
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
    assertThat(unsettled()).isZero();
    queues.declare(QueueName.DEAD);
    assertThat(queues.depth(QueueName.DEAD).ready()).isZero();
  }

  @Test
  void whatCannotBeUsedIsADeadLetterAndTheOthersGoOn() {
    say("meridian.positions.bus-6", "no JSON");
    say("meridian.positions.bus-6", "{" + AT.replace("50.1", "95") + "}");
    say("meridian.positions.bus-6", "{" + at(1, 8) + "}");
    say("meridian.positions.bus-6", "{" + AT.replace("2026", "+300000000") + "}");
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
    assertThat(deadLetters(4))
        .hasSize(4)
        .contains(
            "latitude: 95.0 (expected: -90..90 degrees, longitude first)",
            "time: 2026-01-01T12:00:01Z (expected: at most PT0S ahead of the clock)");
    Await.until("it counts", () -> counted(Fate.ACCEPTED) == 1 && held() == 0);
    assertThat(counted(Fate.MALFORMED)).isEqualTo(3);
    assertThat(counted(Fate.FUTURE)).isEqualTo(1);
  }

  @Test
  void messageThatCannotBePublishedIsADeadLetterAndTheOthersGoOn() {
    say("meridian.positions.bus-7", "{" + at(-2, 8) + "}");
    say("meridian.positions.bus-7", "{" + at(-1, 8) + POISON + "}");
    say("meridian.positions.bus-7", "{" + at(0, 8) + "}");
    assertThat(heardOf("bus-7", "fra", 2)).extracting(Position::time).contains(NOON);
    assertThat(deadLetters(1)).containsExactly("region fra: they could not be published");
    assertThat(unsettled()).isZero();
  }

  @Test
  void longMessageIsTakenWhole() {
    String many =
        IntStream.range(0, 2_500)
            .mapToObj(i -> i < 1_000 ? "{}" : "{" + at(i - 2_500, i % 2 == 0 ? 8 : -77) + "}")
            .collect(Collectors.joining(","));
    say("meridian.positions.logger", "[" + many + "]");
    assertThat(heardOf("logger", "fra", 750)).hasSize(750);
    assertThat(heardOf("logger", "iad", 750)).hasSize(750);
    String more =
        IntStream.range(0, 1_500)
            .mapToObj(i -> "{" + at(i - 1_500, 8) + "}")
            .collect(Collectors.joining(","));
    say("meridian.positions.logger", "[" + more + "]");
    assertThat(heardOf("logger", "fra", 1_500)).hasSize(1_500);
    assertThat(unsettled()).isZero();
  }

  @Test
  void messageThatIsTooLongIsADeadLetterAndLittleIsKeptOfIt() {
    String positions = "{},".repeat(10_000);
    say("meridian.positions.logger", "[" + positions + "{}]");
    say("meridian.positions.logger", "[" + "{},".repeat(300_000) + "{}]");
    String blanks = " ".repeat(PositionReader.LONGEST_DOCUMENT);
    say("meridian.positions.logger", blanks + "{" + AT + "}");
    say("meridian.positions.bus-7", "{" + AT + "}");
    assertThat(heardOf("bus-7").object()).isEqualTo("bus-7");
    List<Message> dead = deadMessages(3);
    assertThat(dead)
        .extracting(letter -> letter.headers().get(Message.REASON))
        .containsExactlyInAnyOrder(
            "positions: more (expected: at most 10000 in a message)",
            "positions: more (expected: at most 10000 in a message)",
            "document: 1048628 bytes (expected: at most 1048576)");
    assertThat(dead).extracting(letter -> letter.body().length).contains(1_000, 30_004, 900_004);
    assertThat(counted(Fate.EXCESS)).isEqualTo(3);
    assertThat(counted(Fate.MALFORMED)).as("no more is looked at").isEqualTo(20_000);
    assertThat(unsettled()).isZero();
  }

  @Test
  void messageOfAsManyPositionsAsMayBeIsTaken() {
    String many = ("{" + AT + "},").repeat(9_999);
    say("meridian.positions.logger", "[" + many + "{" + AT + "}]");
    assertThat(heardOf("logger", "fra", 10_000)).hasSize(10_000);
    assertThat(unsettled()).isZero();
  }

  @Test
  void positionThatCannotBePublishedKeepsNoOtherOfItsMessageOut() {
    String many =
        IntStream.range(0, 1_200)
            .mapToObj(i -> "{" + at(i - 1_200, 8) + (i == 700 ? POISON : "") + "}")
            .collect(Collectors.joining(","));
    say("meridian.positions.logger", "[" + many + ",{" + at(0, -77) + "}]");
    List<Position> there = heardOf("logger", "fra", 1_199);
    assertThat(there).hasSize(1_199).isSortedAccordingTo(Comparator.comparing(Position::time));
    assertThat(heardOf("logger", "iad", 1)).hasSize(1);
    assertThat(deadLetters(1)).containsExactly("region fra: they could not be published");
    assertThat(counted(Fate.ACCEPTED)).isEqualTo(1_200);
    assertThat(counted(Fate.UNAVAILABLE)).isEqualTo(1);
    assertThat(unsettled()).isZero();
  }
}
