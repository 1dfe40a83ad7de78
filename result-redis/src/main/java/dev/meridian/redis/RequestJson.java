package dev.meridian.redis;

import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.Shape;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A request's record as JSON. Each distinct route is written once, as thousands of tasks share a
/// few; a task is an array of id, label, the place of its route and, if it shares an execution,
/// `true`.
final class RequestJson {
  private RequestJson() {}

  static byte[] encode(RequestRecord request) {
    ObjectNode json = Json.object();
    json.put("id", request.id().value());
    json.put("type", request.type());
    json.put("created", request.created().toString());
    json.put("deadline", request.deadline().toString());
    json.put("resultTtl", request.resultTtl().toString());
    json.put("tombstoneTtl", request.tombstoneTtl().toString());
    json.put("minSuccess", request.minSuccess());
    Map<Route, Integer> routes = new LinkedHashMap<>();
    ArrayNode tasks = json.putArray("tasks");
    for (TaskEntry task : request.tasks()) {
      int place = routes.computeIfAbsent(task.route(), route -> routes.size());
      ArrayNode entry = tasks.addArray().add(task.id().value()).add(task.label()).add(place);
      if (task.shared()) {
        entry.add(true);
      }
    }
    ArrayNode written = json.putArray("routes");
    routes.keySet().forEach(route -> written.add(encode(route)));
    if (request.shape() != null) {
      json.set("shape", request.shape().ids());
    }
    return Json.bytes(json);
  }

  private static ObjectNode encode(Route route) {
    return Json.object()
        .put("region", route.region())
        .put("queue", route.queue().value())
        .put("policy", route.policy().word())
        .put("map", route.mapVersion())
        .put("reason", route.reason());
  }

  static RequestRecord decode(byte[] bytes) {
    JsonNode json = Json.read(bytes);
    List<Route> routes = new ArrayList<>();
    json.path("routes").forEach(route -> routes.add(route(route)));
    List<TaskEntry> tasks = new ArrayList<>();
    for (JsonNode task : json.path("tasks")) {
      TaskId id = new TaskId(task.get(0).asString());
      Route route = routes.get(task.get(2).asInt());
      tasks.add(new TaskEntry(id, task.get(1).asString(), route, task.path(3).asBoolean(false)));
    }
    return new RequestRecord(
        new RequestId(text(json, "id")),
        text(json, "type"),
        Instant.parse(text(json, "created")),
        Instant.parse(text(json, "deadline")),
        Duration.parse(text(json, "resultTtl")),
        Duration.parse(text(json, "tombstoneTtl")),
        json.path("minSuccess").asInt(),
        tasks,
        json.has("shape") ? new Shape(json.path("shape")) : null);
  }

  private static Route route(JsonNode json) {
    return new Route(
        text(json, "region"),
        new QueueName(text(json, "queue")),
        RoutePolicy.of(text(json, "policy")),
        text(json, "map"),
        text(json, "reason"));
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).asString();
  }
}
