package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import java.util.regex.Pattern;

/// Where the gateway has one dead letter.
final class LetterPath {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private LetterPath() {}

  static String of(String id) {
    if (!ID.matcher(id).matches()) {
      throw new InvalidValueException("LETTER", id, "32 hexadecimal digits, as `list` shows them");
    }
    return DeadLettersCommand.PATH + "/" + id;
  }
}
