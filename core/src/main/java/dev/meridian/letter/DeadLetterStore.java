package dev.meridian.letter;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps dead letters until they are replayed, purged, too old, or too many. Thread-safe; blocks.
/// Throws [dev.meridian.result.StoreException] if it cannot be reached. Run the contract suite
/// `DeadLetterContract` against every implementation.
public interface DeadLetterStore {
  /// The most letters of one page.
  int MAX_PAGE = 1_000;

  /// Keeps a letter. If there are more than the bounds allow then, those that died first go, and
  /// the log says so. A letter whose id is known already is left as it is.
  ///
  /// @return whether it is new; false also if the bounds keep none
  boolean add(DeadLetter letter, LetterBounds bounds);

  /// Letters that a filter means, newest first.
  ///
  /// @param after where the page before ended; null for the first
  /// @param limit the most letters, 1 to [#MAX_PAGE]
  LetterPage page(LetterFilter filter, @Nullable LetterCursor after, int limit);

  /// One letter with its message.
  Optional<DeadLetter> find(String id);

  /// Forgets letters.
  ///
  /// @return how many of them there were
  int remove(Collection<String> ids);

  /// How many letters a filter means. Looks at all, which takes a while if there are many.
  long count(LetterFilter filter);
}
