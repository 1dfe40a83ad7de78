package dev.meridian.config;

import java.util.List;

/// What came of looking at the file again.
public sealed interface Reload {
  /// The file is the one last looked at.
  record Unchanged() implements Reload {}

  /// The file is new and is served from now on.
  record Replaced(Configuration configuration) implements Reload {}

  /// The file is new and broken; what was served before still is.
  record Refused(List<Complaint> complaints) implements Reload {}
}
