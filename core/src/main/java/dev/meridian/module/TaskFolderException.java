package dev.meridian.module;

import dev.meridian.MeridianException;
import java.util.List;

/// A folder of task modules that cannot be used, with everything that is wrong with it.
public final class TaskFolderException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> complaints;

  TaskFolderException(List<String> complaints) {
    super(String.join("\n", complaints));
    this.complaints = List.copyOf(complaints);
  }

  /// A line for each jar that cannot be used, which it names; at least one.
  public List<String> complaints() {
    return complaints;
  }
}
