package dev.meridian.cli;

import java.util.Locale;
import java.util.Objects;

/// Which Meridian this is. Loads nothing but the platform, as `meridian --version` must be quick.
final class Version {
  private Version() {}

  /// The version of the jar; `development` when run from class files.
  static String meridian() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }

  /// One line: `meridian 0.1.0 (java 25.0.3, linux amd64)`.
  static String line() {
    return "meridian %s (java %s, %s %s)"
        .formatted(
            meridian(),
            Runtime.version(),
            System.getProperty("os.name").toLowerCase(Locale.ROOT),
            System.getProperty("os.arch"));
  }
}
