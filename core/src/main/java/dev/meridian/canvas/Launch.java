package dev.meridian.canvas;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is to be sent to start a frozen canvas.
///
/// @param openings the chords that begin, to be recorded before any task is sent
/// @param starts the tasks
public record Launch(List<Opening> openings, List<Start> starts) {
  /// A chord that begins.
  ///
  /// @param group the id of its header
  /// @param parts how many tasks of the header end before the body begins
  /// @param body the canvas that follows
  /// @param shape the ids of those tasks as [#shape] has them if some are in lists; null if all are
  ///   side by side
  public record Opening(String group, int parts, ObjectNode body, @Nullable JsonNode shape) {}

  /// How to start a canvas.
  ///
  /// @param frozen by [Freezing]
  /// @param values what comes before its own arguments
  public static Launch of(Canvas frozen, List<? extends JsonNode> values) {
    var launch = new Launch(new ArrayList<>(), new ArrayList<>());
    launch.add(frozen, values);
    return launch;
  }

  /// How many parts of the header must succeed for this, the body of a chord, to begin; empty if
  /// all.
  public OptionalInt need() {
    return Chord.need(starts.getFirst().signature());
  }

  /// The ids of the tasks whose values are the value of a frozen canvas, in the same form: a text
  /// for one, an array for a group.
  public static JsonNode shape(Canvas frozen) {
    return switch (frozen) {
      case Signature signature -> signature.options().path("task_id");
      case Chain chain -> shape(chain.members().getLast());
      case Group group -> Json.array().addAll(group.members().stream().map(Launch::shape).toList());
      case Chord chord -> shape(chord.body());
    };
  }

  /// The tasks whose values are the value of a frozen canvas.
  public static Stream<Signature> ending(Canvas frozen) {
    return switch (frozen) {
      case Signature signature -> Stream.of(signature);
      case Chain chain -> ending(chain.members().getLast());
      case Group group -> group.members().stream().flatMap(Launch::ending);
      case Chord chord -> ending(chord.body());
    };
  }

  private void add(Canvas canvas, List<? extends JsonNode> values) {
    switch (canvas) {
      case Signature signature -> starts.add(start(signature, values, Json.array()));
      case Chain chain -> {
        List<Canvas> steps = chain.members();
        ArrayNode rest = Json.array();
        steps.subList(1, steps.size()).reversed().forEach(step -> rest.add(step.json()));
        starts.add(start((Signature) steps.getFirst(), values, rest));
      }
      case Group group -> addMembers(group, null, values);
      case Chord chord -> {
        ObjectNode body = chord.body().json();
        JsonNode shape = shape(chord.header());
        int parts = (int) ending(chord.header()).count();
        boolean nested = shape.valueStream().anyMatch(JsonNode::isArray);
        openings.add(new Opening(id(chord.header()), parts, body, nested ? shape : null));
        addMembers(chord.header(), body, values);
      }
    }
  }

  private void addMembers(Group group, @Nullable ObjectNode body, List<? extends JsonNode> values) {
    var numbers = Stream.iterate(0, n -> n + 1).iterator();
    for (Canvas member : group.members()) {
      add(Links.last(member, s -> joined(s, id(group), numbers::next, body)), values);
    }
  }

  /// A member of a group that is already one of a chord stays that.
  private static Signature joined(
      Signature signature, String group, IntSupplier number, @Nullable ObjectNode body) {
    if (body == null && signature.options().has("chord")) {
      return signature;
    }
    return signature.change(options -> {
      options.put("group_id", group);
      options.put("group_index", number.getAsInt());
      if (body != null) {
        options.set("chord", body);
      }
    });
  }

  private static Start start(Signature signature, List<? extends JsonNode> values, ArrayNode rest) {
    ArrayNode args = Json.array();
    if (!signature.immutable()) {
      args.addAll(values);
    }
    return new Start(signature, args.addAll(signature.args()), rest);
  }

  private static String id(Group group) {
    return group.options().path("task_id").asString("");
  }
}
