package dev.meridian.fetch;

import java.util.Arrays;

/// A pattern of `LIKE`. Matches in time proportional to text times pattern at worst.
final class Wildcards {
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  private final int[] pattern;

  Wildcards(String pattern) {
    var parts = new int[pattern.length()];
    int length = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean escapes = c == '\\' && i + 1 < pattern.length();
      parts[length++] =
          escapes ? pattern.charAt(++i) : c == '%' ? ANY_TEXT : c == '_' ? ANY_CHARACTER : c;
    }
    this.pattern = Arrays.copyOf(parts, length);
  }

  /// Whether the whole text matches. Only the last `%` is ever tried again, which suffices (Krauss,
  /// "Matching Wildcards: An Algorithm", 2008).
  boolean matches(String text) {
    int at = 0;
    int part = 0;
    int retryPart = -1;
    int retryAt = 0;
    while (at < text.length()) {
      if (part < pattern.length && pattern[part] == ANY_TEXT) {
        retryPart = ++part;
        retryAt = at;
      } else if (part < pattern.length
          && (pattern[part] == ANY_CHARACTER || pattern[part] == text.charAt(at))) {
        part++;
        at++;
      } else if (retryPart >= 0) {
        part = retryPart;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    while (part < pattern.length && pattern[part] == ANY_TEXT) {
      part++;
    }
    return part == pattern.length;
  }
}
