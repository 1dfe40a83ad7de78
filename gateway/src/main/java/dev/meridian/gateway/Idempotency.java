package dev.meridian.gateway;

import dev.meridian.cache.SharedCache;
import dev.meridian.result.RequestRecord;
import dev.meridian.task.RequestId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Makes a request that is sent twice with one `Idempotency-Key` one job, for all gateways
/// (draft-ietf-httpapi-idempotency-key-header). A key is good as long as the job's results are
/// kept. Thread-safe.
final class Idempotency {
  private static final String PREFIX = "idempotency:";
  private static final Duration IN_HAND = Duration.ofMinutes(1);
  private static final int LONGEST = 200;

  private final SharedCache cache;

  Idempotency(SharedCache cache) {
    this.cache = cache;
  }

  /// One use of a key.
  ///
  /// @param key as the client sent it
  /// @param fingerprint of what it asks for
  record Use(String key, String fingerprint) {}

  /// The use of a key by a request; empty if it has none.
  static Optional<Use> of(Exchange exchange, String type, byte[] body) {
    List<String> given = exchange.headers("Idempotency-Key");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String key = Tokens.unquoted(given.getFirst().strip());
    boolean printable = key.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (given.size() > 1 || key.isEmpty() || key.length() > LONGEST || !printable) {
      String detail = "Idempotency-Key: (expected: one key of 1.." + LONGEST + " characters)";
      throw Problem.of(ProblemType.INVALID_HEADER, detail).refusal();
    }
    return Optional.of(new Use(key, fingerprint(type, body)));
  }

  /// Begins the use of a key, to be followed by [#finish] or [#abandon].
  ///
  /// @return the job of an earlier use, which this one repeats; empty if there was none
  /// @throws Refusal if the key was used for something else, or its first use is still in hand
  Optional<RequestId> begin(Use use) {
    return cache
        .putIfAbsent(PREFIX + use.key, utf8(use.fingerprint), IN_HAND)
        .map(entry -> earlier(use, new String(entry, StandardCharsets.UTF_8)));
  }

  /// Remembers the job that the key stands for from now on.
  void finish(Use use, RequestRecord request) {
    byte[] entry = utf8(use.fingerprint + " " + request.id());
    cache.put(PREFIX + use.key, entry, Jobs.lifetime(request));
  }

  /// Makes the key free again.
  void abandon(Use use) {
    cache.remove(PREFIX + use.key);
  }

  private static RequestId earlier(Use use, String entry) {
    int space = entry.indexOf(' ');
    String fingerprint = space < 0 ? entry : entry.substring(0, space);
    if (!fingerprint.equals(use.fingerprint)) {
      String detail = "Idempotency-Key: used before with another body (expected: a new key)";
      throw Problem.of(ProblemType.IDEMPOTENCY_MISMATCH, detail).refusal();
    }
    if (space < 0) {
      String detail = "Idempotency-Key: its first request is still in hand; ask again in a moment";
      throw Problem.of(ProblemType.IDEMPOTENCY_IN_HAND, detail).retryAfter(1).refusal();
    }
    return new RequestId(entry.substring(space + 1));
  }

  private static String fingerprint(String type, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(utf8(type + "\n"));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
