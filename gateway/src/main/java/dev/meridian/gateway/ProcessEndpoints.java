package dev.meridian.gateway;

import dev.meridian.NearNames;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.json.Json;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The task types on offer, described as processes.
final class ProcessEndpoints {
  private static final int STANDARD_LIMIT = 1_000;
  private static final Set<String> PARAMETERS = Set.of("limit");

  private final Supplier<Catalogue> catalogue;

  ProcessEndpoints(Supplier<Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  void register(Routes routes) {
    routes.get("/processes", (exchange, _) -> list(exchange));
    routes.get("/processes/{type}", (exchange, ids) -> describe(exchange, ids.getFirst()));
  }

  /// The offer of a name.
  ///
  /// @throws Refusal if there is none
  static Offer require(Catalogue catalogue, String name) {
    return catalogue.find(name).orElseThrow(() -> unknown(catalogue, name));
  }

  /// The task types on offer, and the canvas.
  private static Stream<TaskType<?, ?>> types(Catalogue catalogue) {
    return Stream.concat(
        catalogue.offers().stream().map(Offer::type), Stream.of(CanvasProcess.OFFER.type()));
  }

  private static Refusal unknown(Catalogue catalogue, String name) {
    List<String> names = types(catalogue).map(TaskType::name).toList();
    String expected = NearNames.expectation(name, names);
    return Problem.of(ProblemType.NO_SUCH_PROCESS, "process", name, expected).refusal();
  }

  private Answer list(Exchange exchange) {
    int limit = exchange.query().allow(PARAMETERS).limit(STANDARD_LIMIT, STANDARD_LIMIT);
    ArrayNode processes = Json.array();
    types(catalogue.get()).limit(limit).forEach(type -> processes.add(summary(exchange, type)));
    ObjectNode list = Json.object().set("processes", processes);
    return Answer.json(
        list.set("links", new Links(exchange).add("self", "/processes", "Task types").array()));
  }

  private Answer describe(Exchange exchange, String name) {
    Catalogue now = catalogue.get();
    TaskType<?, ?> type =
        types(now)
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(now, name));
    ObjectNode process = summary(exchange, type);
    process.set("inputs", inputs(type.schemas().input().document()));
    process.set("outputs", outputs(type.schemas()));
    return Answer.json(process);
  }

  private static ObjectNode summary(Exchange exchange, TaskType<?, ?> type) {
    String path = "/processes/" + type.name();
    ObjectNode summary =
        Json.object()
            .put("id", type.name())
            .put("version", type.about().version())
            .put("title", type.about().title())
            .put("description", type.about().description())
            .put("mutable", false);
    summary.set(
        "jobControlOptions", Json.array().add("sync-execute").add("async-execute").add("dismiss"));
    summary.set("outputTransmission", Json.array().add("value"));
    Links links =
        new Links(exchange)
            .add("self", path, type.about().title())
            .add(Links.OGC + "execute", path + "/execution", "Execute it");
    return summary.set("links", links.array());
  }

  private static ObjectNode inputs(JsonNode schema) {
    ObjectNode inputs = Json.object();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      boolean required =
          schema
              .path("required")
              .valueStream()
              .anyMatch(n -> n.asString().equals(property.getKey()));
      inputs.set(
          property.getKey(),
          described(property.getValue()).put("minOccurs", required ? 1 : 0).put("maxOccurs", 1));
    }
    return inputs;
  }

  private static ObjectNode outputs(Schemas schemas) {
    JsonNode document = schemas.output().document();
    ObjectNode outputs = Json.object();
    if (schemas.singleOutput().isPresent()) {
      return outputs.set(schemas.singleOutput().get(), described(document));
    }
    document
        .path("properties")
        .properties()
        .forEach(e -> outputs.set(e.getKey(), described(e.getValue())));
    return outputs;
  }

  private static ObjectNode described(JsonNode schema) {
    ObjectNode described = Json.object();
    for (String words : List.of("title", "description")) {
      if (schema.has(words)) {
        described.set(words, schema.get(words));
      }
    }
    return described.set("schema", OgcSchema.of(schema));
  }
}
