package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Canvases side by side.
///
/// @param members at least one
/// @param options Celery's; `task_id` is the id of the group
public record Group(List<Canvas> members, ObjectNode options) implements Canvas {
  /// The most members of a group and steps of a chain.
  public static final int MAX_MEMBERS = 10_000;

  /// Copies the list and checks its size.
  public Group {
    members = checked("members of a group", members);
  }

  /// These members.
  public static Group of(Canvas... members) {
    return of(List.of(members));
  }

  /// These members.
  public static Group of(List<? extends Canvas> members) {
    return new Group(List.copyOf(members), Json.object());
  }

  /// The task once for each of the inputs, each in a message of its own.
  public static Group map(Signature task, List<? extends JsonNode> inputs) {
    return of(inputs.stream().map(task::with).toList());
  }

  /// The task once for each of the inputs, of which up to `size` travel in one message: Celery's
  /// `celery.map`, whose value is the list of the values. A group of these lists.
  ///
  /// @param size 1 to [#MAX_MEMBERS]
  public static Group chunks(Signature task, List<? extends JsonNode> inputs, int size) {
    if (size < 1 || size > MAX_MEMBERS) {
      throw new InvalidValueException("size", size, "1.." + MAX_MEMBERS);
    }
    return of(
        Stream.iterate(0, from -> from < inputs.size(), from -> from + size)
            .map(from -> chunk(task, inputs.subList(from, Math.min(inputs.size(), from + size))))
            .toList());
  }

  private static Signature chunk(Signature task, List<? extends JsonNode> inputs) {
    ArrayNode items = Json.array().addAll(inputs);
    ObjectNode kwargs = Json.object();
    kwargs.set("task", task.withOptions(Json.object()).json());
    kwargs.set("it", items);
    return new Signature("celery.map", Json.array(), kwargs, task.options(), true, null);
  }

  /// This, then `body` with the list of its values.
  public Chord join(Canvas body) {
    return new Chord(this, body, Json.object());
  }

  @Override
  public Group withOptions(ObjectNode options) {
    return new Group(members, options);
  }

  static List<Canvas> checked(String name, List<? extends Canvas> members) {
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new InvalidValueException(name, members.size(), "1.." + MAX_MEMBERS);
    }
    return List.copyOf(members);
  }
}
