package dev.meridian.letter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some letters, newest first.
///
/// @param letters of this page; may be fewer than asked for, even none, although more follow
/// @param next where the next page begins; null if this is the last
public record LetterPage(List<LetterHead> letters, @Nullable LetterCursor next) {
  /// Copies the list.
  public LetterPage {
    letters = List.copyOf(letters);
  }
}
