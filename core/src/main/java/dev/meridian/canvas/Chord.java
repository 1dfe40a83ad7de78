package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Canvases side by side, then one with the list of their values. If one of the header fails, so
/// does the body, with `ChordError`, unless [#needing] says how many must succeed.
///
/// @param header side by side
/// @param body afterwards
/// @param options Celery's
public record Chord(Group header, Canvas body, ObjectNode options) implements Canvas {
  private static final String HEADERS = "headers";
  private static final String NEED = "meridian-need";

  /// The same whose body begins if at least so many parts succeed, with nulls for the others; more
  /// than there are count as all. The rule travels with the body, for whoever begins it: a worker
  /// of Celery knows no such rule and fails the body.
  ///
  /// @param parts at least 1
  public Chord needing(int parts) {
    if (parts < 1) {
      throw new InvalidValueException("parts", parts, "at least 1");
    }
    Canvas ruled =
        Links.first(
            body,
            signature ->
                signature.change(options -> options.withObjectProperty(HEADERS).put(NEED, parts)));
    return new Chord(header, ruled, options);
  }

  /// How many parts have to succeed for a body to begin; empty if all.
  static OptionalInt need(Signature first) {
    JsonNode need = first.options().path(HEADERS).path(NEED);
    return need.isInt() ? OptionalInt.of(need.intValue()) : OptionalInt.empty();
  }

  @Override
  public List<Canvas> members() {
    List<Canvas> all = new ArrayList<>(header.members());
    all.add(body);
    return all;
  }

  @Override
  public Chord withOptions(ObjectNode options) {
    return new Chord(header, body, options);
  }
}
