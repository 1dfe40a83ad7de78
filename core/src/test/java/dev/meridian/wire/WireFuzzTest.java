package dev.meridian.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is written is what is read, and what is damaged is refused; for random values of a seed
/// that is printed with every failure.
final class WireFuzzTest {
  private static final int RUNS = 3_000;
  private static final String LETTERS = "aZ0 _'\"\\/\n\u0000é€😀\ud800\u00a0";
  private static final List<TaskState> STATES = List.copyOf(EnumSet.allOf(TaskState.class));
  private static final CeleryCodec PLAIN = new CeleryCodec(Wires.ORIGIN);
  private static final CeleryCodec COMPRESSING = PLAIN.withCompressionAbove(64);

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void everyEnvelopeIsReadAsItWasWritten() {
    for (int run = 0; run < RUNS; run++) {
      Envelope envelope = envelope();
      Message message = (random.nextBoolean() ? PLAIN : COMPRESSING).encode(envelope);
      assertThat(PLAIN.decode(message)).as("seed %d run %d", seed, run).isEqualTo(envelope);
    }
  }

  @Test
  void everyResultIsReadAsItWasWritten() {
    for (int run = 0; run < RUNS; run++) {
      TaskResult result = result();
      byte[] document = CeleryResults.encode(result);
      assertThat(CeleryResults.decode(document, result.id()))
          .as("seed %d run %d", seed, run)
          .isEqualTo(result);
    }
  }

  @Test
  void damagedMessagesAreReadOrRefused() {
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      Message damaged = damaged(PLAIN.encode(envelope()));
      try {
        PLAIN.encode(PLAIN.decode(damaged));
      } catch (MalformedMessageException e) {
        refused++;
        assertThat(e.getMessage()).as("seed %d run %d", seed, run).contains(" (expected: ");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " run " + run, e);
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(RUNS / 10, RUNS - RUNS / 100);
  }

  @Test
  void damagedResultsAreReadOrRefused() {
    for (int run = 0; run < RUNS; run++) {
      TaskResult result = result();
      byte[] document = damaged(CeleryResults.encode(result));
      try {
        CeleryResults.decode(document, result.id());
      } catch (MalformedMessageException e) {
        assertThat(e.taskId()).contains(result.id().value());
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " run " + run, e);
      }
    }
  }

  private Message damaged(Message message) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    byte[] body = message.body();
    if (random.nextBoolean()) {
      body = damaged(body);
    } else {
      List<String> names = new ArrayList<>(headers.keySet());
      names.add("compression");
      headers.put(names.get(random.nextInt(names.size())), anything());
    }
    return new Message(headers, message.contentType(), "utf-8", message.correlationId(), 0, body);
  }

  private byte[] damaged(byte[] bytes) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length - random.nextInt(2));
    copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    return copy;
  }

  private @Nullable Object anything() {
    Object[] values = {
      -1,
      1L << 40,
      0.5,
      Double.NaN,
      true,
      "",
      text(),
      "zlib",
      new byte[] {-1},
      List.of(1, "2"),
      Map.of("a", 1),
      (short) 3,
      List.of(),
      "2026-11-21"
    };
    int index = random.nextInt(values.length + 1);
    return index == values.length ? null : values[index];
  }

  private Envelope envelope() {
    ObjectNode kwargs = Json.object();
    ArrayNode args = Json.array();
    for (int i = random.nextInt(4); i > 0; i--) {
      kwargs.set(name(), json(3));
      args.add(json(3));
    }
    TaskId id = new TaskId("t-" + random.nextInt(1000));
    return new Envelope(
        id,
        "a.b" + random.nextInt(10),
        args,
        kwargs,
        random.nextBoolean() ? Json.nullNode() : Json.object().set("chain", json(2)),
        random.nextInt(1000),
        times(),
        lineage(id),
        random.nextBoolean(),
        extras());
  }

  private Times times() {
    Duration soft = maybe(() -> Duration.ofMillis(1 + random.nextInt(1_000_000)));
    return new Times(
        maybe(this::instant),
        maybe(this::instant),
        maybe(this::instant),
        soft,
        maybe(() -> Duration.ofMillis(1_000_000 + random.nextInt(1_000_000))),
        maybe(() -> Duration.ofSeconds(1 + random.nextInt(1_000_000))));
  }

  private Lineage lineage(TaskId id) {
    return new Lineage(
        maybe(() -> new RequestId("r-" + random.nextInt(1000))),
        random.nextBoolean() ? id.value() : text(),
        maybe(this::text),
        maybe(this::text),
        maybe(() -> random.nextInt(100)),
        maybe(this::text),
        maybe(this::text));
  }

  private Map<String, @Nullable Object> extras() {
    Map<String, @Nullable Object> extras = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Object[] values = {5, 1L << 40, 0.25, true, text(), List.of(1, "a"), Map.of("b", 2)};
      extras.put("x-" + i, maybe(() -> values[random.nextInt(values.length)]));
    }
    return extras;
  }

  private TaskResult result() {
    TaskId id = new TaskId("t-" + random.nextInt(1000));
    ObjectNode report = Json.object();
    if (random.nextBoolean()) {
      report.put("worker", text()).set("more", json(2));
    }
    return switch (STATES.get(random.nextInt(STATES.size()))) {
      case ACCEPTED -> new TaskResult(id, TaskState.ACCEPTED, Json.nullNode(), null, report, null);
      case RUNNING -> new TaskResult(id, TaskState.RUNNING, progress(), null, report, null);
      case SUCCESSFUL -> TaskResult.successful(id, json(4), report, instant());
      case FAILED -> TaskResult.failed(id, failure(), report, instant());
      case DISMISSED -> TaskResult.dismissed(id, text(), instant());
    };
  }

  private JsonNode progress() {
    return random.nextBoolean()
        ? Json.nullNode()
        : Json.object().put("percent", random.nextInt(101)).put("message", text());
  }

  private TaskFailure failure() {
    return new TaskFailure("E" + random.nextInt(9), text(), maybe(this::text), maybe(this::text));
  }

  private Instant instant() {
    return Instant.ofEpochSecond(random.nextLong(-62_135_596_800L, 253_402_300_800L))
        .plusNanos(random.nextInt(1_000_000) * 1000L);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /// A member's name; JSON readers refuse half a character there.
  private String name() {
    return text().replaceAll("[\\ud800-\\udfff]", "?");
  }

  private JsonNode json(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> Json.nullNode();
      case 1 -> Json.of(random.nextBoolean());
      case 2 -> Json.of(random.nextInt());
      case 3 -> Json.of((1L << 40) + random.nextInt());
      case 4 -> Json.of(random.nextGaussian());
      case 5 -> Json.of(text());
      case 6 -> Json.array().add(json(depth - 1)).add(json(depth - 1));
      default -> Json.object().set(name(), json(depth - 1));
    };
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }
}
