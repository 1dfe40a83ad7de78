package dev.meridian.result;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Names that change hands in one atomic step, across all programs that share a store: who holds a
/// name is whoever claimed it last from the holder before. Unlike a cached value, a claim does not
/// vanish before its time. Thread-safe; blocks. Throws [StoreException] if the store cannot be
/// reached; whether a claim was made is open then. Run the contract suite `ClaimsContract` against
/// every implementation.
public interface Claims {
  /// Who holds a name; empty if nobody does.
  Optional<String> holder(String name);

  /// Makes somebody the holder of a name for a while, if nobody else became it in the meantime. Of
  /// those who saw the same, one succeeds.
  ///
  /// @param seen whom the caller saw hold it; null for nobody
  /// @param next the holder from now on; not empty
  /// @param ttl after which nobody holds it; from a millisecond
  /// @return whether it is
  boolean claim(String name, @Nullable String seen, String next, Duration ttl);

  /// Frees a name, if this one holds it.
  void release(String name, String holder);
}
