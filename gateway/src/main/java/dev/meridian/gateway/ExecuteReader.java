package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.Submission;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.client.Unique;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.route.Target;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Hop 1: reads an execute document and checks it against the task type, so that what follows can
/// rely on it. Every complaint names its place in the document. Thread-safe.
final class ExecuteReader {
  private static final List<String> MEMBERS =
      List.of("inputs", "outputs", "response", "options", "subscriber");

  private final Supplier<RegionMap> map;

  ExecuteReader(Supplier<RegionMap> map) {
    this.map = map;
  }

  /// The execution that a body asks for.
  ///
  /// @param terms what holds where it says nothing
  /// @throws Refusal that lists all that is wrong
  Execution read(byte[] body, Offer offer, Options terms) {
    JsonNode document = parsed(body);
    TaskType<?, ?> type = offer.type();
    Violations violations = new Violations();
    checkMembers(document, violations);
    ObjectNode inputs =
        new InputReader(type.schemas().input(), violations).read(document.path("inputs"));
    OptionsReader optionsReader = new OptionsReader(document.path("options"), violations);
    Target target = optionsReader.target(map.get());
    Options options = optionsReader.options(terms);
    Conditions conditions = optionsReader.conditions(Conditions.of(type));
    Optional<Unique> unique = optionsReader.unique(options);
    boolean coalesce = optionsReader.coalesce() && type.coalesces();
    AnswerForm form = form(document, type.schemas(), inputs, violations);
    violations.refuseIfAny();
    Submission planned = plan(offer, inputs, target, options, conditions).coalescing(coalesce);
    return new Execution(new Order.Tasks(unique.map(planned::with).orElse(planned)), form);
  }

  /// The document, which is an object.
  static JsonNode parsed(byte[] body) {
    JsonNode document;
    try {
      document = Json.read(body);
    } catch (InvalidValueException e) {
      throw Problem.of(ProblemType.MALFORMED_JSON, String.valueOf(e.getMessage())).refusal();
    }
    if (!document.isObject()) {
      throw Violations.only("", "the execute document is not an object");
    }
    return document;
  }

  /// Members nobody knows are let be, as the standard wants it, unless they are likely a slip: a
  /// misspelt `options` must not be the reason that data leaves its region.
  static void checkMembers(JsonNode document, Violations violations) {
    for (String name : document.propertyNames()) {
      if (!MEMBERS.contains(name)) {
        List<String> near = NearNames.of(name, MEMBERS);
        if (!near.isEmpty()) {
          violations.addUnknown("", "member", name, near);
        }
      }
    }
    if (document.has("subscriber")) {
      violations.add("/subscriber", "callbacks are not offered; wait for /jobs/{id}/parts instead");
    }
  }

  /// What the answer is to look like.
  static AnswerForm form(
      JsonNode document, Schemas schemas, ObjectNode inputs, Violations violations) {
    JsonNode response = document.path("response");
    String kind = response.isMissingNode() ? "raw" : response.asString("");
    if (!kind.equals("raw") && !kind.equals("document")) {
      violations.add(
          "/response", new InvalidValueException("response", response, "raw or document"));
    }
    // A client that names its sources in a list gets a list, however long.
    boolean list = inputs.path("sources").isArray();
    return new AnswerForm(
        outputs(document.path("outputs"), schemas, violations), kind.equals("document"), list);
  }

  private static List<String> outputs(JsonNode asked, Schemas schemas, Violations violations) {
    if (asked.isMissingNode()) {
      return List.of();
    }
    if (!asked.isObject()) {
      violations.add("/outputs", "outputs: not an object (expected: {\"name\": {}})");
      return List.of();
    }
    List<String> known = outputNames(schemas);
    for (String name : asked.propertyNames()) {
      if (!known.isEmpty() && !known.contains(name)) {
        violations.addUnknown("/outputs", "output", name, known);
      }
      JsonNode mode = asked.path(name).path("transmissionMode");
      if (!mode.isMissingNode() && !mode.asString("").equals("value")) {
        String pointer = Violations.at("/outputs", name) + "/transmissionMode";
        violations.add(pointer, new InvalidValueException("transmissionMode", mode, "value"));
      }
    }
    return List.copyOf(asked.propertyNames());
  }

  /// The names of the outputs of a task type; none if they are not known.
  static List<String> outputNames(Schemas schemas) {
    return schemas
        .singleOutput()
        .map(List::of)
        .orElseGet(
            () -> new ArrayList<>(schemas.output().document().path("properties").propertyNames()));
  }

  private static Submission plan(
      Offer offer, ObjectNode inputs, Target target, Options options, Conditions conditions) {
    try {
      return new Submission(
          offer.type().name(), offer.planner().plan(inputs, target), options, conditions);
    } catch (InvalidValueException e) {
      String place = e.name().startsWith("/") ? e.name() : "/" + e.name();
      throw Violations.only("/inputs" + place, String.valueOf(e.getMessage()));
    }
  }
}
