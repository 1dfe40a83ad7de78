package dev.meridian.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.control.ControlCodec.Call;
import dev.meridian.control.ControlCodec.ReplyTo;
import dev.meridian.control.ControlRequest.Matching;
import dev.meridian.json.Json;
import dev.meridian.wire.Message;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Messages as Celery 5.2 writes them, and as it reads ours.
final class ControlCodecTest {
  private static final ReplyTo REPLY = new ReplyTo("reply.celery.pidbox", "oid", "3011");

  private static Message message(String body, Map<String, @Nullable Object> headers) {
    return new Message(headers, "application/json", "utf-8", null, 0, body.getBytes(UTF_8));
  }

  private static String text(Message message) {
    return new String(message.body(), UTF_8);
  }

  @Test
  void requestOfCeleryIsRead() {
    Call call =
        ControlCodec.call(
            message(
                """
                {"method":"revoke","arguments":{"task_id":["a"],"terminate":false,"signal":"SIGTERM"},
                 "destination":["w1@vm"],"pattern":null,"matcher":null,"ticket":"3011",
                 "reply_to":{"exchange":"reply.celery.pidbox","routing_key":"oid"}}
                """,
                Map.of("clock", 7, "expires", 1795283061.87)));
    assertThat(call.replyTo()).isEqualTo(REPLY);
    assertThat(call.request().method()).isEqualTo("revoke");
    assertThat(call.request().arguments().path("task_id").get(0).asString()).isEqualTo("a");
    assertThat(call.request().isFor("w1@vm")).isTrue();
    assertThat(call.request().isFor("w2@vm")).isFalse();
  }

  @Test
  void castWantsNoReplyAndIsForEverybody() {
    Call call =
        ControlCodec.call(
            message(
                "{\"method\":\"heartbeat\",\"arguments\":null,\"destination\":null}", Map.of()));
    assertThat(call.replyTo()).isNull();
    assertThat(call.request().isFor("anybody@x")).isTrue();
    assertThat(call.request().arguments()).isEmpty();
  }

  @Test
  void requestComesBackAsItWasSent() {
    var matching = new Matching("w.*@vm", true);
    var request =
        new ControlRequest("stats", Json.object().put("n", 1), Set.of("a@x", "b@x"), matching);
    Message sent =
        ControlCodec.request(request, REPLY, 5, Instant.parse("2026-11-21T17:44:21.870Z"));
    assertThat(ControlCodec.call(sent)).isEqualTo(new Call(request, REPLY));
    assertThat(ControlCodec.clock(sent)).isEqualTo(5);
    assertThat(sent.headers().get("expires")).isEqualTo(1795283061.87);
  }

  @Test
  void requestIsWrittenAsCeleryWritesIt() {
    Message sent = ControlCodec.request(ControlRequest.of("ping"), REPLY, 1, Instant.EPOCH);
    assertThat(text(sent))
        .isEqualTo(
            "{\"method\":\"ping\",\"arguments\":{},\"destination\":null,\"pattern\":null,"
                + "\"matcher\":null,\"ticket\":\"3011\",\"reply_to\":{\"exchange\":"
                + "\"reply.celery.pidbox\",\"routing_key\":\"oid\"}}");
    assertThat(text(ControlCodec.request(ControlRequest.of("ping"), null, 1, null)))
        .doesNotContain("ticket", "reply_to");
  }

  @Test
  void replyIsOneMemberUnderItsTicket() {
    var reply = new ControlReply("w@vm", Json.object().put("ok", "pong"));
    Message sent = ControlCodec.reply(reply, "3011", 3);
    assertThat(text(sent)).isEqualTo("{\"w@vm\":{\"ok\":\"pong\"}}");
    assertThat(sent.headers()).containsEntry("ticket", "3011").containsEntry("clock", 3L);
    assertThat(ControlCodec.replies(sent, "3011")).containsExactly(reply);
    assertThat(ControlCodec.replies(sent, "other")).isEmpty();
  }

  @Test
  void oneEventIsADocumentAndManyAreAList() {
    var clock = new LamportClock();
    Instant at = Instant.parse("2026-11-21T17:43:46.758937Z");
    var beat = new Event("w@vm", "worker-heartbeat", at, Json.object().put("freq", 2.0));
    Message one = ControlCodec.events(List.of(beat), clock);
    assertThat(ControlCodec.key(List.of(beat))).isEqualTo("worker.heartbeat");
    assertThat(one.headers()).containsEntry("hostname", "w@vm");
    assertThat(ControlCodec.events(one))
        .extracting(Json::text)
        .containsExactly(Json.text(beat.document(1)));
    assertThat(text(one)).contains("\"timestamp\":1.795283026758937E9");

    var started = new Event("w@vm", "task-started", at, Json.object().put("uuid", "t"));
    Message two = ControlCodec.events(List.of(started, started), clock);
    assertThat(ControlCodec.key(List.of(started, started))).isEqualTo("task.multi");
    assertThat(ControlCodec.events(two))
        .extracting(Json::text)
        .containsExactly(Json.text(started.document(2)), Json.text(started.document(3)));
    assertThat(text(two)).startsWith("[{\"hostname\":\"w@vm\",\"utcoffset\":0,\"pid\":");
  }

  @Test
  void whatIsNoRequestIsRefused() {
    for (String body :
        new String[] {
          "",
          "[]",
          "{",
          "{}",
          "{\"method\":\"\"}",
          "{\"method\":\"x\",\"pattern\":\"(\",\"matcher\":\"pcre\"}"
        }) {
      assertThatThrownBy(() -> ControlCodec.call(message(body, Map.of())))
          .as(body)
          .isInstanceOf(InvalidValueException.class);
    }
    Message pickled =
        new Message(Map.of(), "application/x-python-serialize", "binary", null, 0, new byte[2]);
    assertThatThrownBy(() -> ControlCodec.call(pickled))
        .hasMessageStartingWith("body: 2 bytes of application/x-python-serialize (expected: ");
    assertThatThrownBy(() -> ControlCodec.call(message(" ".repeat((1 << 20) + 1), Map.of())))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void patternThatWouldNeverEndMatchesNothing() {
    String name = "a".repeat(60) + "@x";
    assertThat(new Matching("(a+)+$", true).matches(name)).isFalse();
    assertThat(new Matching("*a".repeat(90) + "b", false).matches("a".repeat(200))).isFalse();
    assertThat(new Matching("a*@?", false).matches(name)).isTrue();
    assertThat(new Matching("a.b*", false).matches("axb@x")).isFalse();
  }

  @Test
  void clockThatIsNoNumberIsNone() {
    assertThat(ControlCodec.clock(message("{}", Map.of("clock", "x")))).isZero();
  }

  @Test
  void lamportClockOnlyGoesForward() {
    var clock = new LamportClock();
    assertThat(clock.forward()).isEqualTo(1);
    clock.adjust(10);
    assertThat(clock.value()).isEqualTo(11);
    clock.adjust(3);
    assertThat(clock.value()).isEqualTo(12);
    clock.adjust(-5);
    clock.adjust(Long.MAX_VALUE);
    assertThat(clock.forward()).isEqualTo(15);
  }
}
