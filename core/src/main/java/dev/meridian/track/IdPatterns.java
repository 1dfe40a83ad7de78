package dev.meridian.track;

import dev.meridian.InvalidValueException;
import java.util.List;

/// Patterns of ids of objects: `*` stands for any characters, `?` for one.
public final class IdPatterns {
  private static final int MOST = 20;
  private static final int LONGEST = 128;

  private IdPatterns() {}

  /// Returns a copy of up to 20 patterns of 1 to 128 characters.
  ///
  /// @throws InvalidValueException if there are more; or named `/1` if the second is none
  public static List<String> check(List<String> patterns) {
    if (patterns.size() > MOST) {
      throw new InvalidValueException("", patterns.size(), "at most " + MOST);
    }
    for (int i = 0; i < patterns.size(); i++) {
      int length = patterns.get(i).length();
      if (length == 0 || length > LONGEST) {
        throw new InvalidValueException("/" + i, patterns.get(i), "1.." + LONGEST + " characters");
      }
    }
    return List.copyOf(patterns);
  }

  /// Whether any of the patterns matches the whole id.
  public static boolean anyMatches(List<String> patterns, String id) {
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), id)) {
        return true;
      }
    }
    return false;
  }

  /// Goes back to the last star only, so takes at most the product of the lengths.
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int star = -1;
    int from = 0;
    for (int t = 0; t < text.length(); ) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        from = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++from;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(c -> c == '*');
  }
}
