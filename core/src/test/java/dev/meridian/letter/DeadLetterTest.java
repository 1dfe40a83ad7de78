package dev.meridian.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeadLetterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static Message message(Map<String, Object> headers) {
    return new Message(Map.copyOf(headers), null, null, "t1", 0, new byte[] {1});
  }

  private static LetterHead found(Map<String, Object> headers) {
    return DeadLetter.found(message(headers), NOW).head();
  }

  @Test
  void burialByPolicyIsRead() {
    Map<String, Object> death =
        Map.of(
            "queue",
            "meridian.fra.high",
            "reason",
            "delivery_limit",
            "count",
            1L,
            "time",
            Date.from(NOW.minusSeconds(5)));
    LetterHead head = found(Map.of("id", "t1", "x-death", List.of(death), "x-delivery-count", 20L));
    assertThat(head.queue()).hasToString("meridian.fra.high");
    assertThat(head.region()).isEqualTo("fra");
    assertThat(head.reason()).isEqualTo("buried by the broker: delivery_limit");
    assertThat(head.attempts()).isEqualTo(20);
    assertThat(head.died()).isEqualTo(NOW.minusSeconds(5));
  }

  @Test
  void ofBodiesThatNoQueueTakesTheBeginningIsKept() {
    assertThat(kept("meridian.fra", 16 << 20)).isEqualTo(16 << 20);
    assertThat(kept("meridian.fra", (16 << 20) + 1)).isEqualTo(1_000);
    assertThat(kept("meridian.mqtt.positions", 1 << 20)).isEqualTo(1 << 20);
    assertThat(kept("meridian.mqtt.positions", (1 << 20) + 1)).isEqualTo(1_000);
  }

  /// How much is kept of a body, which a policy and an own burial agree about.
  private static int kept(String queue, int bytes) {
    Message sent = new Message(Map.of(), null, null, "t1", 0, new byte[bytes]);
    Message byPolicy = sent.withHeaders(Map.of("x-death", List.of(Map.of("queue", queue))));
    DeadLetter letter = DeadLetter.found(byPolicy, NOW);
    Message buried = DeadLetter.buried(sent, new Death(new QueueName(queue), "no", 1, NOW));
    assertThat(buried.body()).hasSize(letter.message().body().length);
    assertThat(DeadLetter.found(buried, NOW).head().id()).isEqualTo(letter.head().id());
    return buried.body().length;
  }

  @Test
  void headersThatMakeNoSenseAreNoReasonToLoseALetter() {
    LetterHead head =
        found(
            Map.of(
                "id",
                List.of(1),
                "task",
                7,
                "meridian-request",
                "two words",
                "retries",
                "many",
                "meridian-queue",
                "no queue",
                "meridian-deliveries",
                -3,
                "meridian-died-at",
                "noon",
                "x-death",
                List.of("what?")));
    assertThat(head.task()).hasToString("t1");
    assertThat(head.type()).isNull();
    assertThat(head.request()).isNull();
    assertThat(head.queue()).hasToString("unknown");
    assertThat(head.attempts()).isZero();
    assertThat(head.died()).isEqualTo(NOW);
  }

  @Test
  void whatTheWayAddedIsNotKept() {
    Map<String, Object> headers =
        Map.of(
            "id", "t1",
            "x-death", List.of(),
            "x-first-death-queue", "q",
            "x-delivery-count", 5L,
            "meridian-reason", "no",
            "meridian-queue", "meridian.fra",
            "x-own", "kept");
    assertThat(DeadLetter.found(message(headers), NOW).message().headers())
        .isEqualTo(Map.of("id", "t1", "x-own", "kept"));
  }

  @Test
  void longReasonIsCut() {
    Death death = new Death(QueueName.DEAD, "x".repeat(2_000), 0, NOW);
    LetterHead head = DeadLetter.of(message(Map.of()), death).head();
    assertThat(head.reason()).hasSize(1_000);
    assertThat(head.region()).isEmpty();
  }

  @Test
  void idTellsMessagesApart() {
    Death death = new Death(new QueueName("meridian.fra"), "no", 0, NOW);
    Death elsewhere = new Death(new QueueName("meridian.sin"), "no", 0, NOW);
    String id = DeadLetter.of(message(Map.of("retries", 1)), death).head().id();
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(DeadLetter.of(message(Map.of("retries", 1)), elsewhere).head().id())
        .isNotEqualTo(id);
    assertThat(DeadLetter.of(message(Map.of("retries", 2)), death).head().id()).isNotEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "meridian.fra,fra,meridian.sin",
    "meridian.fra.high,fra,meridian.sin.high",
    "meridian.a-1.low,a-1,meridian.sin.low",
    "celery,,meridian.sin",
    "meridian.dead,,meridian.sin",
    "meridian.fra.urgent,,meridian.sin"
  })
  void queueNamesItsRegion(String queue, String region, String inSingapore) {
    QueueName name = new QueueName(queue);
    assertThat(name.region().orElse(null)).isEqualTo(region);
    assertThat(name.in("sin")).hasToString(inSingapore);
  }

  @Test
  void boundsAndCursorsAreChecked() {
    assertThatThrownBy(() -> new LetterBounds(-1, Duration.ofDays(1)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new LetterBounds(1, Duration.ofDays(366)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> LetterCursor.parse("yesterday~x"))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> LetterCursor.parse("")).isInstanceOf(InvalidValueException.class);
  }
}
