package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.control.ControlBuses;
import dev.meridian.control.ControlSeal;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How a worker can be watched and controlled from outside. Celery's control has no authentication:
/// whoever may use the broker may ask, so `allowed` says what a worker does for them, and `signing`
/// what only for those who have a key.
///
/// @param node its name among all nodes, `name@host`
/// @param buses of its regions
/// @param allowed what it does; asked for anything else it replies with an error
/// @param signing what it does only if the request is signed
/// @param seal finds out by whom
/// @param events whether it sends events of tasks from the start
/// @param tracking what `stats` says of positions; null if it takes none
/// @param shutdown called when it is told to end; must not block
public record ControlConfig(
    String node,
    ControlBuses buses,
    Set<ControlCommand> allowed,
    ControlSigning signing,
    ControlSeal seal,
    boolean events,
    Supplier<@Nullable ObjectNode> tracking,
    Runnable shutdown) {
  private static final int MAX_NODE = 150;

  /// Checks the name: 1 to 150 printable characters, as it is part of a queue's name. Copies the
  /// commands.
  public ControlConfig {
    if (node.isEmpty()
        || node.length() > MAX_NODE
        || !node.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new InvalidValueException(
          "name", node, "1.." + MAX_NODE + " printable characters without spaces");
    }
    allowed = allowed.isEmpty() ? Set.of() : EnumSet.copyOf(allowed);
  }

  /// How a worker can be controlled without signatures.
  public static ControlConfig unsigned(
      String node,
      ControlBuses buses,
      Set<ControlCommand> allowed,
      boolean events,
      Runnable shutdown) {
    return new ControlConfig(
        node, buses, allowed, ControlSigning.OFF, ControlSeal.NONE, events, () -> null, shutdown);
  }
}
