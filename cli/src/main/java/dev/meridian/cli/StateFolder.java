package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import java.nio.file.Path;
import java.util.Map;

/// Where a node keeps files: `$MERIDIAN_HOME`, else `$XDG_STATE_HOME/meridian`, else
/// `~/.local/state/meridian`.
final class StateFolder {
  private final Shell shell;

  StateFolder(Shell shell) {
    this.shell = shell;
  }

  /// The URL of the database of schedules there.
  ///
  /// @throws InvalidValueException if the user has no home
  String schedules() {
    return "jdbc:h2:file:" + path().resolve("schedules");
  }

  private Path path() {
    Map<String, String> environment = shell.environment();
    String own = environment.getOrDefault("MERIDIAN_HOME", "");
    if (!own.isEmpty()) {
      return shell.folder().resolve(own);
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (state.startsWith("/")) {
      return Path.of(state, "meridian");
    }
    String home = environment.getOrDefault("HOME", "");
    if (!home.startsWith("/")) {
      throw new InvalidValueException(
          "--schedules", "missing", "given where neither MERIDIAN_HOME nor HOME is set");
    }
    return Path.of(home, ".local", "state", "meridian");
  }
}
