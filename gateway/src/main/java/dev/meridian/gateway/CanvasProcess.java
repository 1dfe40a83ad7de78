package dev.meridian.gateway;

import dev.meridian.canvas.Canvas;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.Submission.Options;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.route.Target;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// The process `canvas`: tasks composed, as one job. It has the paths of a task type but is none:
/// no worker knows it. Thread-safe.
final class CanvasProcess {
  /// What it is called.
  static final String NAME = CanvasClient.TYPE;

  /// The process as it is described; nothing plans it.
  static final Offer OFFER =
      new Offer(
          TaskType.of(NAME, JsonNode.class, JsonNode.class)
              .with(
                  new TaskType.About(
                      "Canvas", "Tasks one after another, side by side, and merged.", "1.0.0"))
              .with(schemas()),
          (_, _) -> List.of(),
          true);

  private final Supplier<Catalogue> catalogue;
  private final Supplier<RegionMap> map;

  CanvasProcess(Supplier<Catalogue> catalogue, Supplier<RegionMap> map) {
    this.catalogue = catalogue;
    this.map = map;
  }

  private static Schemas schemas() {
    return new Schemas(
        JsonSchema.parse(
            """
            {
              "type": "object",
              "required": ["canvas"],
              "properties": {
                "canvas": {
                  "title": "Tasks composed",
                  "description": "One of {task, inputs, options, label, alone}, {chain: […]}, \
            {group: […], onFailure}, {chord: […], body, onFailure}, {map, items, onFailure}, \
            {chunks, items, size, onFailure}.",
                  "type": "object"
                }
              }
            }
            """),
        JsonSchema.any(),
        "result");
  }

  /// The execution that a body asks for.
  ///
  /// @throws Refusal that lists all that is wrong
  Execution read(byte[] body) {
    JsonNode document = ExecuteReader.parsed(body);
    Catalogue now = catalogue.get();
    RegionMap regions = map.get();
    Violations violations = new Violations();
    ExecuteReader.checkMembers(document, violations);
    OptionsReader reader = new OptionsReader(document.path("options"), violations);
    Target target = reader.target(regions);
    Options options = reader.options(now.terms());
    if (document.path("options").has("minSuccess")) {
      violations.add("/options/minSuccess", "minSuccess: a canvas says it with onFailure");
    }
    AnswerForm form =
        ExecuteReader.form(document, OFFER.type().schemas(), Json.object(), violations);
    CanvasReader canvases = new CanvasReader(new CanvasTasks(now, regions, target, violations));
    Canvas canvas = canvases.read(document.path("inputs"));
    violations.refuseIfAny();
    return new Execution(new Order.Composed(canvas, options, canvases.onFailure()), form);
  }
}
