package dev.meridian.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Hands the callbacks of a composed canvas to its tasks, as Celery does.
final class Links {
  private static final String LINK = "link";
  private static final String LINK_ERROR = "link_error";

  private Links() {}

  /// The same canvas with further callbacks: `link` with its last value, `link_error` with the
  /// failure of each step of a chain, each member of a group and the body of a chord.
  static Canvas distribute(ObjectNode options, Canvas canvas) {
    Canvas linked = canvas;
    for (JsonNode callback : Freezing.listed(options, LINK)) {
      linked = last(linked, s -> s.change(o -> o.withArrayProperty(LINK).add(callback)));
    }
    for (JsonNode errback : Freezing.listed(options, LINK_ERROR)) {
      linked = every(linked, s -> s.change(o -> o.withArrayProperty(LINK_ERROR).add(errback)));
    }
    return linked;
  }

  /// The same with the tasks changed whose values are its value.
  static Canvas last(Canvas canvas, UnaryOperator<Signature> change) {
    return switch (canvas) {
      case Signature signature -> change.apply(signature);
      case Chain chain -> {
        List<Canvas> steps = new ArrayList<>(chain.members());
        steps.addLast(last(steps.removeLast(), change));
        yield new Chain(steps, chain.options());
      }
      case Group group -> members(group, member -> last(member, change));
      case Chord chord -> new Chord(chord.header(), last(chord.body(), change), chord.options());
    };
  }

  /// The same with the tasks changed that begin it.
  static Canvas first(Canvas canvas, UnaryOperator<Signature> change) {
    return switch (canvas) {
      case Signature signature -> change.apply(signature);
      case Chain chain -> {
        List<Canvas> steps = new ArrayList<>(chain.members());
        steps.addFirst(first(steps.removeFirst(), change));
        yield new Chain(steps, chain.options());
      }
      case Group group -> members(group, member -> first(member, change));
      case Chord chord -> {
        Group header = members(chord.header(), member -> first(member, change));
        yield new Chord(header, chord.body(), chord.options());
      }
    };
  }

  private static Canvas every(Canvas canvas, UnaryOperator<Signature> change) {
    return switch (canvas) {
      case Signature signature -> change.apply(signature);
      case Chain chain ->
          new Chain(
              chain.members().stream().map(step -> every(step, change)).toList(), chain.options());
      case Group group -> members(group, member -> every(member, change));
      case Chord chord -> new Chord(chord.header(), every(chord.body(), change), chord.options());
    };
  }

  private static Group members(Group group, UnaryOperator<Canvas> change) {
    return new Group(group.members().stream().map(change).toList(), group.options());
  }
}
