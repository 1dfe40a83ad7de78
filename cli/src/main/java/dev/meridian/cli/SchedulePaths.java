package dev.meridian.cli;

/// Where a gateway has its schedules.
final class SchedulePaths {
  static final String ALL = "/schedules";

  private SchedulePaths() {}

  /// The path of one, whatever people call it.
  static String of(String id) {
    return ALL + "/" + Encoded.segment(id);
  }
}
