package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Chord;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Signature;
import dev.meridian.canvas.Targets;
import dev.meridian.client.OnFailure;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the input `canvas` of an execute document. For one document.
final class CanvasReader {
  /// Where the canvas is in the document.
  static final String AT = "/inputs/canvas";

  /// The most canvases inside canvases.
  static final int MOST_LEVELS = 8;

  /// The most bytes of all messages together, about: what follows a task travels with it.
  static final long MOST_BYTES = 32L << 20;

  private static final List<String> FORMS =
      List.of("task", "chain", "group", "chord", "map", "chunks");
  private static final String ON_FAILURE = "onFailure";
  private static final Signature WRONG = Signature.of("wrong");

  private final CanvasTasks tasks;
  private final Violations violations;
  private OnFailure rule = new OnFailure.Fail();

  /// A canvas in the document.
  ///
  /// @param at its pointer
  /// @param depth how deep it is, from 1
  /// @param takes whether it is handed a value
  /// @param ends whether its value is the job's
  private record Place(String at, int depth, boolean takes, boolean ends) {
    Place member(String path, boolean takes, boolean ends) {
      return new Place(at + path, depth + 1, takes, this.ends && ends);
    }
  }

  CanvasReader(CanvasTasks tasks) {
    this.tasks = tasks;
    this.violations = tasks.violations();
  }

  /// The canvas in the inputs, which may be qualified like any input; what is wrong with it goes to
  /// the violations.
  Canvas read(JsonNode inputs) {
    for (String name : inputs.propertyNames()) {
      if (!name.equals("canvas")) {
        violations.addUnknown("/inputs", "input", name, List.of("canvas"));
      }
    }
    JsonNode given = inputs.path("canvas");
    boolean qualified = given.has("value");
    String at = qualified ? AT + "/value" : AT;
    Canvas canvas = read(qualified ? given.path("value") : given, new Place(at, 1, false, true));
    if (tasks.count() > CanvasTasks.MOST) {
      violations.add(at, new InvalidValueException("tasks", "more", "at most " + CanvasTasks.MOST));
    } else if (CanvasWeight.of(canvas) > MOST_BYTES) {
      violations.add(at, "canvas: too much travels along (expected: at most 32 MiB of messages)");
    }
    return canvas;
  }

  /// What the caller chose for the group that the canvas ends in.
  OnFailure onFailure() {
    return rule;
  }

  private Canvas read(JsonNode json, Place place) {
    List<String> forms = FORMS.stream().filter(json::has).toList();
    if (forms.size() != 1) {
      violations.add(place.at, "canvas: none or several forms (expected: one of " + FORMS + ")");
      return WRONG;
    }
    if (place.depth > MOST_LEVELS) {
      violations.add(
          place.at, new InvalidValueException("levels", place.depth, "at most " + MOST_LEVELS));
      return WRONG;
    }
    return switch (forms.getFirst()) {
      case "task" -> tasks.task(json, place.at, place.takes);
      case "chain" -> chain(json, place);
      case "group" -> group(json, place);
      case "chord" -> chord(json, place);
      case "map" -> map(json, place);
      default -> chunks(json, place);
    };
  }

  private Canvas chain(JsonNode json, Place place) {
    allow(json, place, List.of("chain"));
    List<JsonNode> steps = members(json, place, "chain");
    List<Canvas> read = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      boolean takes = i > 0 || place.takes;
      read.add(read(steps.get(i), place.member("/chain/" + i, takes, last)));
    }
    return read.isEmpty() ? WRONG : new Chain(read, Json.object());
  }

  private Canvas group(JsonNode json, Place place) {
    allow(json, place, List.of("group", ON_FAILURE));
    List<Canvas> read = side(members(json, place, "group"), place, "/group/");
    ending(json, place);
    return read.isEmpty() ? WRONG : Group.of(read);
  }

  private Canvas chord(JsonNode json, Place place) {
    allow(json, place, List.of("chord", "body", ON_FAILURE));
    List<Canvas> read = side(members(json, place, "chord"), place, "/chord/");
    Canvas body = read(json.path("body"), place.member("/body", true, true));
    if (read.isEmpty()) {
      return WRONG;
    }
    Chord chord = Group.of(read).join(body);
    return switch (rule(json, place)) {
      case OnFailure.Fail() -> chord;
      case OnFailure.Collect() -> chord.needing(1);
      case OnFailure.Need(int parts) -> chord.needing(parts);
    };
  }

  private List<Canvas> side(List<JsonNode> members, Place place, String path) {
    return IntStream.range(0, members.size())
        .mapToObj(i -> read(members.get(i), place.member(path + i, place.takes, false)))
        .toList();
  }

  private Canvas map(JsonNode json, Place place) {
    allow(json, place, List.of("map", "items", ON_FAILURE));
    List<Canvas> each = each(json, place, "map");
    ending(json, place);
    return each.isEmpty() ? WRONG : Group.of(each);
  }

  private Canvas chunks(JsonNode json, Place place) {
    allow(json, place, List.of("chunks", "items", "size", ON_FAILURE));
    List<Canvas> each = each(json, place, "chunks");
    JsonNode size = json.path("size");
    if (!size.isInt() || size.intValue() < 1 || size.intValue() > CanvasTasks.MOST) {
      violations.add(
          place.at + "/size", new InvalidValueException("size", size, "1.." + CanvasTasks.MOST));
      return WRONG;
    }
    ending(json, place);
    List<Signature> tasks =
        each.stream().filter(Signature.class::isInstance).map(Signature.class::cast).toList();
    long places = tasks.stream().map(task -> Targets.of(task.options())).distinct().count();
    if (tasks.size() < each.size() || places > 1) {
      violations.add(
          place.at + "/items", "items: several tasks or places in one (expected: map instead)");
    }
    return tasks.isEmpty()
        ? WRONG
        : Group.chunks(
            chunk(tasks.getFirst(), json.path("chunks")),
            tasks.stream().map(Signature::kwargs).toList(),
            size.intValue());
  }

  /// The task without an item's inputs, with its place and what the client calls it.
  private static Signature chunk(Signature item, JsonNode json) {
    ObjectNode options = item.options().deepCopy();
    options.remove("headers");
    if (!json.has(Signature.LABEL)) {
      options.remove(Signature.LABEL);
    }
    return Signature.of(item.task()).withOptions(options);
  }

  private List<Canvas> each(JsonNode json, Place place, String form) {
    String at = place.at + "/" + form;
    if (!(json.path(form) instanceof ObjectNode task)) {
      violations.add(at, form + ": not an object (expected: {\"task\": …})");
      return List.of();
    }
    var places = new CanvasTasks.Places(at, place.at + "/items");
    boolean takes = place.takes && form.equals("map");
    return tasks.each(task, members(json, place, "items"), places, takes);
  }

  private List<JsonNode> members(JsonNode json, Place place, String name) {
    JsonNode members = json.path(name);
    if (!(members instanceof ArrayNode) || members.isEmpty() || members.size() > CanvasTasks.MOST) {
      String given = members.isArray() ? members.size() + " members" : "no list";
      violations.add(
          place.at + "/" + name,
          new InvalidValueException(name, given, "a list of 1 to " + CanvasTasks.MOST));
      return List.of();
    }
    return members.valueStream().toList();
  }

  private void allow(JsonNode json, Place place, List<String> names) {
    for (String name : json.propertyNames()) {
      if (!names.contains(name)) {
        violations.addUnknown(place.at, "member", name, names);
      }
    }
  }

  /// What holds for a group is asked by whoever waits for its list: only at the end of a canvas.
  private void ending(JsonNode json, Place place) {
    if (json.has(ON_FAILURE) && !place.ends) {
      violations.add(
          place.at + "/" + ON_FAILURE,
          "onFailure: of a group that is not the end (expected: on a chord, or on the last group)");
    } else if (place.ends) {
      rule = rule(json, place);
    }
  }

  private OnFailure rule(JsonNode json, Place place) {
    JsonNode given = json.path(ON_FAILURE);
    if (given.isMissingNode() || given.asString("").equals("failFast")) {
      return new OnFailure.Fail();
    }
    if (given.asString("").equals("collect")) {
      return new OnFailure.Collect();
    }
    JsonNode least = given.path("atLeast");
    if (least.isInt() && least.intValue() >= 1 && given.size() == 1) {
      return new OnFailure.Need(least.intValue());
    }
    violations.add(
        place.at + "/" + ON_FAILURE,
        new InvalidValueException(
            ON_FAILURE, given, "failFast, collect or {\"atLeast\": 1 or more}"));
    return new OnFailure.Fail();
  }
}
