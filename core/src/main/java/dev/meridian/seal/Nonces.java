package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Numbers used once that were seen lately. Bounded: when [#MOST] are remembered, further ones are
/// refused rather than others forgotten. Thread-safe.
final class Nonces {
  /// The most that are remembered.
  static final int MOST = 20_000;

  private final Duration kept;

  /// In the order they came, with the time until which each is kept.
  private final Map<String, Instant> seen = new LinkedHashMap<>();

  /// @param kept how long each is remembered
  Nonces(Duration kept) {
    this.kept = kept;
  }

  /// Remembers one.
  ///
  /// @throws InvalidValueException if it was seen before, or too many were
  synchronized void use(String name, String nonce, Instant now) {
    Iterator<Instant> oldest = seen.values().iterator();
    while (oldest.hasNext() && oldest.next().isBefore(now)) {
      oldest.remove();
    }
    if (seen.containsKey(nonce)) {
      throw new InvalidValueException(name, nonce, "one that was not used before");
    }
    if (seen.size() >= MOST) {
      throw new InvalidValueException(
          name, nonce, "at most " + MOST + " signed requests in " + kept.toMinutes() + " min");
    }
    seen.put(nonce, now.plus(kept));
  }
}
