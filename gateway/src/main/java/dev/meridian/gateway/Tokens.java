package dev.meridian.gateway;

import java.util.ArrayList;
import java.util.List;

/// The lists in HTTP headers.
final class Tokens {
  private Tokens() {}

  /// The items between separators outside of quotes, stripped, without empty ones.
  static List<String> split(String list, char separator) {
    if (list.indexOf(separator) < 0) {
      String only = list.strip();
      return only.isEmpty() ? List.of() : List.of(only);
    }
    List<String> items = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i <= list.length(); i++) {
      boolean end = i == list.length();
      if (!end && list.charAt(i) == '"') {
        quoted = !quoted;
      }
      if (end || (list.charAt(i) == separator && !quoted)) {
        String item = list.substring(start, i).strip();
        if (!item.isEmpty()) {
          items.add(item);
        }
        start = i + 1;
      }
    }
    return items;
  }

  /// The text without its quotes, if it has some.
  static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
