package dev.meridian.cli;

import java.nio.file.Path;
import java.util.Map;

/// Where a node keeps files: `$MERIDIAN_HOME`, else `$XDG_STATE_HOME/meridian`, else
/// `~/.local/state/meridian`, else, for services that have no home, `/var/lib/meridian`.
final class StateFolder {
  private final Shell shell;

  StateFolder(Shell shell) {
    this.shell = shell;
  }

  /// The URL of the database of schedules there.
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
    return home.startsWith("/")
        ? Path.of(home, ".local", "state", "meridian")
        : Path.of("/var/lib/meridian");
  }
}
