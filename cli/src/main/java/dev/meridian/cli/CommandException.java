package dev.meridian.cli;

import dev.meridian.MeridianException;
import org.jspecify.annotations.Nullable;

/// A command could not do what it was asked; says so in one line and ends with an exit code of
/// [Exit].
final class CommandException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /// The work itself failed.
  static CommandException failed(String message) {
    return new CommandException(Exit.FAILED, message, null);
  }

  /// It was not over in time.
  static CommandException late(String message) {
    return new CommandException(Exit.TIMEOUT, message, null);
  }

  int exitCode() {
    return exitCode;
  }
}
