package dev.meridian.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Text as it stands in a URL.
final class Encoded {
  private Encoded() {}

  /// A part of a path, whatever people call it.
  static String segment(String text) {
    return parameter(text).replace("+", "%20");
  }

  /// The value of a parameter.
  static String parameter(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
