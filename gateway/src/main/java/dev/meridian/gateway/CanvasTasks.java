package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Signature;
import dev.meridian.canvas.Targets;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.PlannedTask;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.route.Target;
import dev.meridian.task.TaskType;
import dev.meridian.wire.Envelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the tasks of a canvas: each is checked against its type, planned as in a request of its
/// own, and gets the place its options say. For one document.
final class CanvasTasks {
  /// The most tasks.
  static final int MOST = 1_000;

  private static final List<String> MEMBERS =
      List.of("task", "inputs", "options", "label", "alone");
  private static final List<String> PLACES = Targets.NAMES;
  private static final String ALONE = "0";
  private static final int LONGEST_LABEL = 100;

  /// What stands for a task that is wrong.
  private static final Signature WRONG = Signature.of("wrong");

  private final Catalogue catalogue;
  private final RegionMap map;
  private final Target usual;
  private final Violations violations;
  private final Map<String, JsonSchema> partial = new HashMap<>();
  private int count;

  /// @param usual where tasks belong that do not say it
  CanvasTasks(Catalogue catalogue, RegionMap map, Target usual, Violations violations) {
    this.catalogue = catalogue;
    this.map = map;
    this.usual = usual;
    this.violations = violations;
  }

  Violations violations() {
    return violations;
  }

  /// How many were read. Once there are too many, no more are.
  int count() {
    return count;
  }

  /// A task; a group of several if its inputs mean several, as those of `fetch` may.
  ///
  /// @param takes whether it is handed a value, which may be what its inputs lack
  Canvas task(JsonNode json, String at, boolean takes) {
    return task(json, at, json.path("inputs"), at + "/inputs", takes);
  }

  /// Where in the document a task and the inputs are that it is to have.
  record Places(String task, String items) {}

  /// The task once for each of these inputs, which come on top of its own.
  ///
  /// @param takes whether they are handed a value, too
  List<Canvas> each(JsonNode json, List<JsonNode> items, Places place, boolean takes) {
    List<Canvas> tasks = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String itemAt = place.items + "/" + i;
      ObjectNode inputs = Json.object();
      if (json.path("inputs") instanceof ObjectNode own) {
        inputs.setAll(own);
      }
      if (items.get(i) instanceof ObjectNode item) {
        inputs.setAll(item);
      } else {
        violations.add(itemAt, "item: not an object (expected: inputs of the task)");
      }
      tasks.add(task(json, place.task, inputs, itemAt, takes));
    }
    return tasks;
  }

  private Canvas task(JsonNode json, String at, JsonNode given, String inputsAt, boolean handed) {
    if (count > MOST) {
      return WRONG;
    }
    json.propertyNames().stream()
        .filter(name -> !MEMBERS.contains(name))
        .forEach(name -> violations.addUnknown(at, "member", name, MEMBERS));
    String name = json.path("task").asString("");
    Offer offer = catalogue.find(name).orElse(null);
    if (offer == null) {
      List<String> names = catalogue.offers().stream().map(one -> one.type().name()).toList();
      violations.add(
          at + "/task",
          new InvalidValueException("task", name, NearNames.expectation(name, names)));
      return WRONG;
    }
    boolean takes = handed && !json.path("alone").asBoolean(false);
    JsonSchema schema = offer.type().schemas().input();
    ObjectNode inputs =
        new InputReader(takes ? partial(offer.type()) : schema, violations, inputsAt).read(given);
    Target target = target(json.path("options"), at + "/options");
    List<PlannedTask> planned =
        schema.check(inputs).isEmpty()
            ? plan(offer, inputs, target, takes ? "" : inputsAt)
            : List.of(new PlannedTask(ALONE, inputs, target));
    return composed(planned, json, at, offer.type());
  }

  /// @param at where the inputs are; empty if what is wrong with them may be right with the value
  ///   that they are handed
  private List<PlannedTask> plan(Offer offer, ObjectNode inputs, Target target, String at) {
    try {
      return offer.planner().plan(inputs, target);
    } catch (InvalidValueException e) {
      if (!at.isEmpty()) {
        violations.add(at + (e.name().startsWith("/") ? e.name() : "/" + e.name()), e);
      }
      return List.of(new PlannedTask(ALONE, inputs, target));
    }
  }

  /// The type's schema for inputs of which some come from the task before.
  private JsonSchema partial(TaskType<?, ?> type) {
    return partial.computeIfAbsent(
        type.name(),
        _ -> {
          JsonNode document = type.schemas().input().document();
          return document instanceof ObjectNode object
              ? JsonSchema.of(object.deepCopy().without(List.of("required", "oneOf", "anyOf")))
              : JsonSchema.anyObject();
        });
  }

  private Canvas composed(
      List<PlannedTask> planned, JsonNode json, String at, TaskType<?, ?> type) {
    count += planned.size();
    String label = label(json, at);
    List<Signature> tasks = new ArrayList<>();
    for (PlannedTask task : planned) {
      Signature signature = place(Signature.of(type.name()).with(task.inputs()), task.target());
      if (type.versions().current() != 1) {
        ObjectNode headers = Json.object().put(Envelope.VERSION, type.versions().current());
        signature = signature.option("headers", headers);
      }
      if (!label.isEmpty() && planned.size() > 1) {
        signature = signature.named(label + " " + task.label());
      } else if (!label.isEmpty() || !task.label().equals(ALONE)) {
        signature = signature.named(label.isEmpty() ? task.label() : label);
      }
      tasks.add(json.path("alone").asBoolean(false) ? signature.alone() : signature);
    }
    return tasks.size() == 1 ? tasks.getFirst() : Group.of(tasks);
  }

  private String label(JsonNode json, String at) {
    JsonNode label = json.path("label");
    String text = label.asString("");
    if (!label.isMissingNode() && (text.isBlank() || text.length() > LONGEST_LABEL)) {
      violations.add(
          at + "/label",
          new InvalidValueException("label", label, "1 to " + LONGEST_LABEL + " characters"));
    }
    return text;
  }

  private static Signature place(Signature signature, Target target) {
    return switch (target) {
      case Target.ToRegion(String region) -> signature.in(region);
      case Target.ToSource(String source) -> signature.at(source);
      case Target.Near(LonLat point) -> signature.near(point.lon(), point.lat());
      case Target.In in -> signature.near(in.area().centre().lon(), in.area().centre().lat());
      case Target.Anywhere() -> signature;
    };
  }

  private Target target(JsonNode options, String at) {
    if (options.isMissingNode()) {
      return usual;
    }
    options.propertyNames().stream()
        .filter(name -> !PLACES.contains(name))
        .forEach(name -> violations.addUnknown(at, "option", name, PLACES));
    if (!(options instanceof ObjectNode object) || object.size() != 1) {
      violations.add(at, "options: other than one place (expected: region, source or near)");
      return usual;
    }
    String name = object.propertyNames().iterator().next();
    try {
      return known(name, object);
    } catch (InvalidValueException e) {
      violations.add(Violations.at(at, name), e);
      return usual;
    }
  }

  private Target known(String name, ObjectNode options) {
    Target target = Targets.of(options).orElse(usual);
    boolean isKnown =
        switch (target) {
          case Target.ToRegion(String region) -> map.region(region).isPresent();
          case Target.ToSource(String source) -> map.source(source).isPresent();
          case Target.Near _, Target.In _, Target.Anywhere _ -> name.equals("near");
        };
    if (!isKnown) {
      throw new InvalidValueException(name, options.path(name), "a known one; see /regions");
    }
    return target;
  }
}
