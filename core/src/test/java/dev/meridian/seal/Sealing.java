package dev.meridian.seal;

import dev.meridian.json.Json;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Envelope.Lineage;
import dev.meridian.wire.Envelope.Times;
import dev.meridian.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Keys, seals and random envelopes for tests, at a fixed time.
final class Sealing {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final ManualClock CLOCK = new ManualClock(NOW);

  private Sealing() {}

  /// A key for all regions and times, whose secret is its id over and over.
  static MessageKey key(String id, Purpose purpose) {
    return key(id, purpose, null, null);
  }

  static MessageKey key(
      String id, Purpose purpose, @Nullable Instant from, @Nullable Instant until, String... of) {
    byte[] secret = Arrays.copyOf(id.repeat(32).getBytes(StandardCharsets.US_ASCII), 32);
    return new MessageKey(id, purpose, purpose.secret(secret), Set.of(of), from, until);
  }

  static Seal seal(SigningMode mode, MessageKey... keys) {
    return KeyedSeal.of(mode, new Keyring(List.of(keys)), CLOCK, new Random(7));
  }

  /// An envelope with a bit of everything, or of nothing.
  static Envelope envelope(Random random) {
    TaskId id = new TaskId("t-" + random.nextInt(1_000));
    ObjectNode kwargs = Json.object();
    for (int i = random.nextInt(4); i > 0; i--) {
      kwargs.put("k" + i, "é\n" + random.nextLong());
    }
    Map<String, @Nullable Object> extras = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      extras.put("x-tenant", random.nextInt());
      extras.put("stamps", Map.of("b", List.of(1, "2"), "a", 0.5));
    }
    return new Envelope(
        id,
        "type." + random.nextInt(9),
        Json.array().add(random.nextInt()),
        kwargs,
        random.nextBoolean() ? Json.nullNode() : Json.object().put("chord", random.nextInt()),
        random.nextInt(3),
        times(random),
        lineage(random, id),
        random.nextBoolean(),
        extras);
  }

  private static Times times(Random random) {
    return new Times(
        random.nextBoolean() ? NOW.plusMillis(random.nextInt()) : null,
        random.nextBoolean() ? NOW.plusSeconds(random.nextInt(99)) : null,
        random.nextBoolean() ? NOW.plusSeconds(random.nextInt(99)) : null,
        random.nextBoolean() ? Duration.ofMillis(1 + random.nextInt(9_999)) : null,
        random.nextBoolean() ? Duration.ofSeconds(10 + random.nextInt(99)) : null,
        random.nextBoolean() ? Duration.ofSeconds(1 + random.nextInt(99)) : null);
  }

  private static Lineage lineage(Random random, TaskId id) {
    return new Lineage(
        random.nextBoolean() ? new RequestId("r-" + random.nextInt(99)) : null,
        id.value(),
        random.nextBoolean() ? "p" + random.nextInt(99) : null,
        random.nextBoolean() ? "g" + random.nextInt(99) : null,
        random.nextBoolean() ? random.nextInt(99) : null,
        random.nextBoolean() ? "fra" : null,
        random.nextBoolean() ? "reply" + random.nextInt(99) : null);
  }
}
