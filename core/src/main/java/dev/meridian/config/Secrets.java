package dev.meridian.config;

import java.util.regex.Pattern;

/// Keeps secrets out of what is printed.
final class Secrets {
  /// What a secret is shown as.
  static final String MASK = "***";

  private static final Pattern USER = Pattern.compile("//\\S*@");

  private Secrets() {}

  /// The text with user and password of each URL masked; what stands before the last `@` of a word
  /// counts as such, as passwords are often not encoded.
  static String masked(String text) {
    return USER.matcher(text).replaceAll("//" + MASK + "@");
  }
}
