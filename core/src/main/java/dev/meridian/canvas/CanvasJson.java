package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Canvases as Celery writes them. A chord's header is a list before its ids are made and a group
/// after; both are read.
final class CanvasJson {
  private static final String TASKS = "tasks";

  private CanvasJson() {}

  static ObjectNode write(Canvas canvas) {
    return switch (canvas) {
      case Signature signature -> object(signature);
      case Chain chain -> object(composed(chain, "chain", tasks(chain.members())));
      case Group group -> object(composed(group, "group", tasks(group.members())));
      case Chord chord -> {
        Group header = chord.header();
        ObjectNode kwargs = Json.object();
        kwargs.set("kwargs", Json.object());
        kwargs.set("header", header.options().isEmpty() ? list(header.members()) : write(header));
        kwargs.set("body", write(chord.body()));
        yield object(composed(chord, "chord", kwargs));
      }
    };
  }

  private static Signature composed(Canvas canvas, String kind, ObjectNode kwargs) {
    return new Signature("celery." + kind, Json.array(), kwargs, canvas.options(), false, kind);
  }

  private static ObjectNode object(Signature signature) {
    ObjectNode json = Json.object();
    json.put("task", signature.task());
    json.set("args", signature.args());
    json.set("kwargs", signature.kwargs());
    json.set("options", signature.options());
    json.put("subtask_type", signature.kind());
    return json.put("immutable", signature.immutable());
  }

  private static ObjectNode tasks(List<Canvas> members) {
    return Json.object().set(TASKS, list(members));
  }

  private static ArrayNode list(List<Canvas> members) {
    return Json.array().addAll(members.stream().map(CanvasJson::write).toList());
  }

  static Canvas read(JsonNode json, int depth) {
    if (depth == 0) {
      throw new InvalidValueException(
          "canvas", "deeper", "at most " + Canvas.MAX_DEPTH + " levels of canvases");
    }
    if (!(json instanceof ObjectNode) || !(json.path("task") instanceof StringNode task)) {
      throw new InvalidValueException("canvas", kind(json), "an object with the name of a task");
    }
    ArrayNode args = array(json, "args");
    ObjectNode kwargs = object(json, "kwargs");
    ObjectNode options = object(json, "options");
    boolean immutable = json.path("immutable").asBoolean(false);
    String type = json.path("subtask_type").stringValue(null);
    Canvas canvas =
        switch (type) {
          case "chain" -> new Chain(members(kwargs.path(TASKS), depth), options);
          case "group" -> new Group(members(kwargs.path(TASKS), depth), options);
          case "chord" ->
              new Chord(
                  header(kwargs.path("header"), depth),
                  read(kwargs.path("body"), depth - 1),
                  options);
          case null, default ->
              new Signature(task.stringValue(), args, kwargs, options, immutable, type);
        };
    return canvas instanceof Signature || args.isEmpty() ? canvas : prepend(canvas, args);
  }

  private static Group header(JsonNode json, int depth) {
    return json instanceof ArrayNode
        ? new Group(members(json, depth), Json.object())
        : new Group(members(json.path("kwargs").path(TASKS), depth), object(json, "options"));
  }

  private static List<Canvas> members(JsonNode tasks, int depth) {
    if (!(tasks instanceof ArrayNode)) {
      throw new InvalidValueException("tasks of a canvas", kind(tasks), "a list");
    }
    return tasks.valueStream().map(task -> read(task, depth - 1)).toList();
  }

  /// The same with further arguments before those of the tasks that start it.
  private static Canvas prepend(Canvas canvas, ArrayNode args) {
    return switch (canvas) {
      case Signature s when s.immutable() -> s;
      case Signature s -> {
        ArrayNode all = args.deepCopy().addAll(s.args());
        yield new Signature(s.task(), all, s.kwargs(), s.options(), false, s.kind());
      }
      case Chain chain -> {
        List<Canvas> steps = new ArrayList<>(chain.members());
        steps.set(0, prepend(steps.getFirst(), args));
        yield new Chain(steps, chain.options());
      }
      case Group group -> prepend(group, args);
      case Chord chord -> new Chord(prepend(chord.header(), args), chord.body(), chord.options());
    };
  }

  private static Group prepend(Group group, ArrayNode args) {
    return new Group(
        group.members().stream().map(member -> prepend(member, args)).toList(), group.options());
  }

  private static ObjectNode object(JsonNode json, String name) {
    return switch (json.path(name)) {
      case ObjectNode object -> object;
      case JsonNode none when none.isNull() || none.isMissingNode() -> Json.object();
      case JsonNode other ->
          throw new InvalidValueException(name + " of a canvas", kind(other), "an object");
    };
  }

  private static ArrayNode array(JsonNode json, String name) {
    return switch (json.path(name)) {
      case ArrayNode array -> array;
      case JsonNode none when none.isNull() || none.isMissingNode() -> Json.array();
      case JsonNode other ->
          throw new InvalidValueException(name + " of a canvas", kind(other), "a list");
    };
  }

  private static String kind(JsonNode json) {
    return json.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
