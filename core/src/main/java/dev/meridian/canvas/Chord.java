package dev.meridian.canvas;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Canvases side by side, then one with the list of their values. If one of the header fails, so
/// does the body, with `ChordError`.
///
/// @param header side by side
/// @param body afterwards
/// @param options Celery's
public record Chord(Group header, Canvas body, ObjectNode options) implements Canvas {
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
