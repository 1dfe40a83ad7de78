package dev.meridian.letter;

import dev.meridian.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;

/// Where a page of letters ends. Stays good when the letter it names has gone.
///
/// @param died when the last letter died
/// @param id of the last letter
public record LetterCursor(Instant died, String id) {
  /// The cursor at a letter.
  public static LetterCursor at(LetterHead head) {
    return new LetterCursor(head.died(), head.id());
  }

  /// A cursor as [#toString()] writes it.
  ///
  /// @throws InvalidValueException if it is none
  public static LetterCursor parse(String text) {
    int tilde = text.indexOf('~');
    try {
      return new LetterCursor(
          Instant.parse(text.substring(0, Math.max(0, tilde))), text.substring(tilde + 1));
    } catch (DateTimeException e) {
      throw new InvalidValueException("cursor", text, "one that a page ended with");
    }
  }

  /// Whether a letter comes after it in [LetterHead#NEWEST_FIRST].
  public boolean isBefore(LetterHead head) {
    int later = head.died().compareTo(died);
    return later < 0 || (later == 0 && head.id().compareTo(id) < 0);
  }

  @Override
  public String toString() {
    return died + "~" + id;
  }
}
