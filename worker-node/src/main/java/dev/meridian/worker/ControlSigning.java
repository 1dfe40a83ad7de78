package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import java.util.Locale;

/// Which control requests a worker takes only if they are signed.
public enum ControlSigning {
  /// None: signatures are not looked at, and Celery's own tools can do all that is allowed.
  OFF,
  /// Those that change something; Celery's own tools can look.
  CHANGES,
  /// All.
  ALL;

  /// The one of a name: `off`, `changes` or `all`.
  ///
  /// @throws InvalidValueException about any other
  public static ControlSigning of(String name) {
    return switch (name) {
      case "off" -> OFF;
      case "changes" -> CHANGES;
      case "all" -> ALL;
      default -> throw new InvalidValueException("control-signing", name, "off, changes or all");
    };
  }

  /// Whether it wants this command signed.
  boolean covers(ControlCommand command) {
    return switch (this) {
      case OFF -> false;
      case CHANGES -> !ControlCommand.READING.contains(command);
      case ALL -> true;
    };
  }

  /// Its name, in lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
