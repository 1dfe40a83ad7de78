package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RenewalTest {
  private static final Instant DEADLINE = Instant.parse("2026-01-02T12:00:00Z");
  private static final Renewal RENEWAL =
      new Renewal(new TaskId("new"), new RequestId("new"), "sin", DEADLINE, Duration.ofMinutes(10));

  private static Message sent(Map<String, ?> more) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("lang", "py");
    headers.put("task", "prices.quote");
    headers.put("id", "old");
    headers.put("timelimit", Arrays.asList(10, null));
    headers.put("traceparent", "00-1-2-01");
    headers.putAll(more);
    byte[] body = "[[{\"__type__\": \"datetime\"}], {}, {\"callbacks\": [1]}]".getBytes(UTF_8);
    return new Message(headers, "application/json", "utf-8", "old", 5, body);
  }

  @Test
  void bodyAndHeadersOfTheSenderStay() {
    Message sent = sent(Map.of());
    Message renewed = RENEWAL.of(sent);
    assertThat(renewed.body()).isSameAs(sent.body());
    assertThat(renewed.headers())
        .containsEntry("lang", "py")
        .containsEntry("task", "prices.quote")
        .containsEntry("timelimit", Arrays.asList(10, null))
        .containsEntry("traceparent", "00-1-2-01");
    assertThat(renewed.contentType()).isEqualTo("application/json");
    assertThat(renewed.contentEncoding()).isEqualTo("utf-8");
    assertThat(renewed.priority()).isEqualTo(5);
  }

  @Test
  void taskIsAnotherOne() {
    Message renewed = RENEWAL.of(sent(Map.of("root_id", "old", "meridian-request", "r")));
    assertThat(renewed.correlationId()).isEqualTo("new");
    assertThat(renewed.headers())
        .containsEntry("id", "new")
        .containsEntry("meridian-request", "new")
        .containsEntry("meridian-region", "sin")
        .containsEntry("meridian-result-ttl", 600)
        .doesNotContainKey("root_id");
    Envelope envelope = new CeleryCodec("test").decode(renewed);
    assertThat(envelope.times().deadline()).isEqualTo(DEADLINE);
    assertThat(envelope.lineage().root()).isEqualTo("new");
    assertThat(RENEWAL.of(sent(Map.of("root_id", "elder"))).headers())
        .containsEntry("root_id", "elder");
  }

  @Test
  void nothingIsLeftOfItsFirstLife() {
    Map<String, Object> scars =
        Map.of(
            "retries", 3,
            "eta", "2026-01-01T00:00:00Z",
            "expires", "2026-01-01T00:00:00Z",
            "ignore_result", true,
            "meridian-reply", "meridian:reply:x",
            "x-death", List.of(Map.of("queue", "meridian.fra")),
            "x-first-death-queue", "meridian.fra",
            "x-delivery-count", 5L,
            "meridian-reason", "no",
            "meridian-died-at", "2026-01-01T00:00:00Z");
    assertThat(RENEWAL.of(sent(scars)).headers())
        .doesNotContainKeys(scars.keySet().toArray(String[]::new));
  }
}
