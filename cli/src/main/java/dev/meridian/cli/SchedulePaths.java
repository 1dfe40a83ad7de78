package dev.meridian.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Where a gateway has its schedules.
final class SchedulePaths {
  static final String ALL = "/schedules";

  private SchedulePaths() {}

  /// The path of one, whatever people call it.
  static String of(String id) {
    return ALL + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
