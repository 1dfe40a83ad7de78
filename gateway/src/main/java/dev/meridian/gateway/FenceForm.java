package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.action.ActionReader;
import dev.meridian.fence.FenceReader;
import dev.meridian.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads fences as clients write them. Only a few at a time, as a large one takes much memory while
/// it is checked. Thread-safe.
final class FenceForm {
  /// The longest body: room for a polygon of 100,000 positions with 15 decimals.
  static final int MOST_BYTES = 8 << 20;

  /// What a fence says of itself besides what its author wrote.
  static final List<String> OWN = List.of("version", "expires", "links");

  private static final int AT_A_TIME = 4;
  private static final int MOST_LARGE = 16;
  private static final int SMALL_BYTES = 1 << 20;
  private static final Duration LONGEST = Duration.ofDays(3_650);
  private static final String SIGNS = "-._~!$&'()*+,=:@";
  private static final Pattern ID =
      Pattern.compile(
          "(?:[A-Za-z0-9"
              + SIGNS.replace("-", "\\-")
              + "]"
              + "|[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}&&[^\\x00-\\x7f]]){1,200}");
  private static final String ID_WANTED = "1..200 letters, digits and any of " + SIGNS;

  private final Semaphore turns = new Semaphore(AT_A_TIME);
  private final Semaphore large = new Semaphore(MOST_LARGE);

  /// A fence that can be kept.
  ///
  /// @param id of the fence
  /// @param feature as its author wrote it, with the id
  /// @param ttl after how long it goes by itself; null for never
  record Draft(String id, ObjectNode feature, @Nullable Duration ttl) {
    /// When it goes by itself if it is kept now; null for never.
    @Nullable Instant expires(Instant now) {
      return ttl == null ? null : now.plus(ttl);
    }
  }

  /// What `work` makes of the body of a request, when it is its turn. Of bodies beyond 1 MiB only
  /// 16 are held at a time, and what is beyond has a minute to come.
  ///
  /// @throws Refusal if the body is no JSON, or cannot be taken, or too many large ones are held
  /// @throws InterruptedException if interrupted while waiting for its turn
  <T> T read(Exchange exchange, Work<T> work) throws InterruptedException {
    try (Permit permit = new Permit()) {
      return inTurn(exchange.body(SMALL_BYTES, MOST_BYTES, permit::take), work);
    }
  }

  /// To hold a large body, once it is taken.
  private final class Permit implements AutoCloseable {
    private boolean taken;

    void take() {
      if (!large.tryAcquire()) {
        String detail = "large fences: " + MOST_LARGE + " under way (expected: fewer)";
        throw Problem.of(ProblemType.UNAVAILABLE, detail).retryAfter(1).refusal();
      }
      taken = true;
    }

    @Override
    public void close() {
      if (taken) {
        large.release();
      }
    }
  }

  private <T> T inTurn(byte[] body, Work<T> work) throws InterruptedException {
    turns.acquire();
    try {
      return work.of(document(body));
    } finally {
      turns.release();
    }
  }

  /// What becomes of a document.
  interface Work<T> {
    T of(JsonNode document);
  }

  /// The fence of a Feature; a new id if it has none.
  ///
  /// @throws InvalidValueException that names what cannot be taken, by its JSON pointer
  static Draft draft(JsonNode document) {
    if (!(document instanceof ObjectNode given)) {
      throw new InvalidValueException("", document.getNodeType(), "a Feature");
    }
    ObjectNode feature = given.deepCopy().remove(OWN);
    JsonNode id = feature.path("id");
    if (id.isMissingNode() || id.isNull()) {
      feature.put("id", UUID.randomUUID().toString());
    } else if (id.isIntegralNumber()) {
      feature.put("id", id.asString());
    }
    String named = FenceReader.feature(feature).id();
    checkActions(feature.path("properties"));
    return new Draft(checkId(named), feature, ttl(feature.path("properties").path("ttl")));
  }

  /// The fence of a Feature for a path that names it.
  ///
  /// @throws InvalidValueException that names what cannot be taken, by its JSON pointer
  static Draft draft(JsonNode document, String id) {
    JsonNode given = document.path("id");
    if (!given.isMissingNode() && !given.asString("").equals(id)) {
      throw new InvalidValueException("/id", given, id + ", as in the path");
    }
    return draft(
        document instanceof ObjectNode feature ? feature.deepCopy().put("id", id) : document);
  }

  /// What `work` makes of a value from the client.
  ///
  /// @throws Refusal if the value cannot be taken
  static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidValueException e) {
      throw Problem.invalid(ProblemType.INVALID_FENCE, e).refusal();
    }
  }

  private static JsonNode document(byte[] body) {
    try {
      return Json.read(body);
    } catch (InvalidValueException e) {
      throw Problem.of(ProblemType.MALFORMED_JSON, String.valueOf(e.getMessage())).refusal();
    }
  }

  private static void checkActions(JsonNode properties) {
    try {
      ActionReader.check(properties);
    } catch (InvalidValueException e) {
      throw e.under("/properties");
    }
  }

  private static String checkId(String id) {
    if (!ID.matcher(id).matches() || id.equals(".") || id.equals("..")) {
      throw new InvalidValueException("/id", id, ID_WANTED);
    }
    return id;
  }

  private static @Nullable Duration ttl(JsonNode ttl) {
    if (ttl.isMissingNode() || ttl.isNull()) {
      return null;
    }
    double seconds = ttl.doubleValue(Double.NaN);
    if (!(seconds > 0 && seconds <= LONGEST.toSeconds())) {
      throw new InvalidValueException(
          "/properties/ttl", ttl, "seconds above 0, at most " + LONGEST.toSeconds());
    }
    return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
  }
}
