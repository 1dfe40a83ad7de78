package dev.meridian.canvas;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// One canvas after another.
///
/// @param members the steps, at least one
/// @param options Celery's; `link` goes to the last step, `link_error` to every step
public record Chain(List<Canvas> members, ObjectNode options) implements Canvas {
  /// Copies the list and checks that there is a step.
  public Chain {
    members = Group.checked("steps of a chain", members);
  }

  /// These steps.
  public static Chain of(Canvas... steps) {
    return new Chain(List.of(steps), Json.object());
  }

  @Override
  public Chain then(Canvas next) {
    List<Canvas> more = new ArrayList<>(members);
    more.add(next);
    return new Chain(more, options);
  }

  @Override
  public Chain withOptions(ObjectNode options) {
    return new Chain(members, options);
  }
}
