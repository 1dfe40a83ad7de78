package dev.meridian.config;

import dev.meridian.InvalidValueException;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Expands `${NAME}` and `${NAME:-default}` in values; the default also stands in for an empty
/// variable, as in a shell. `$${` is a literal `${`.
///
/// @param variables by name
record Environment(Map<String, String> variables) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_]\\w*)(?::-([^}]*))?\\})?");

  static boolean isMentionedIn(String text) {
    return text.contains("${");
  }

  String expand(String text) {
    return REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match)));
  }

  private String value(MatchResult match) {
    if (match.group().startsWith("$$")) {
      return "${";
    }
    String name = match.group(1);
    if (name == null) {
      throw new InvalidValueException(
          "variable", match.group(), "${NAME} or ${NAME:-default}; $${ for a literal ${");
    }
    return value(name, match.group(2));
  }

  private String value(String name, @Nullable String otherwise) {
    String value = variables.get(name);
    if (otherwise != null) {
      return value == null || value.isEmpty() ? otherwise : value;
    }
    if (value == null) {
      throw new InvalidValueException(
          name, "not set", "environment variable " + name + " set, or ${" + name + ":-default}");
    }
    return value;
  }
}
