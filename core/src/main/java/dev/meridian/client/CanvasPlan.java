package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Freezing;
import dev.meridian.canvas.Signature;
import dev.meridian.canvas.Targets;
import dev.meridian.client.TaskClient.Collaborators;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.Shape;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Target;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Envelope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Plans one request from a canvas: an id, a region and Meridian's headers for every task of it, so
/// that whoever sends a task later, in whatever language, sends it there. For one thread.
final class CanvasPlan {
  private final Collaborators with;
  private final Submission.Options options;
  private final Set<String> refused;
  private final RequestId id;
  private final Instant now;
  private final Instant deadline;
  private final Map<TaskId, TaskEntry> entries = new LinkedHashMap<>();

  /// @param refused regions not to be used
  CanvasPlan(Collaborators with, Submission.Options options, Set<String> refused) {
    this.with = with;
    this.options = options;
    this.refused = refused;
    this.id = with.ids().nextRequest();
    this.now = with.clock().instant();
    this.deadline = now.plus(options.deadline()).truncatedTo(ChronoUnit.MICROS);
  }

  /// The canvas with ids and queues.
  ///
  /// @throws InvalidValueException if it is too deep, as it is written or as it is sent
  Canvas freeze(Canvas canvas) {
    bound("levels of canvases", canvas.depth(), Canvas.MAX_DEPTH);
    Freezing freezing =
        new Freezing(
            () -> with.ids().nextTask().value(),
            signature -> main(signature, canvas instanceof Signature),
            this::placed);
    Canvas frozen = freezing.freeze(canvas);
    bound("levels of JSON when it is sent", nesting(frozen.json()), Canvas.MAX_NESTING);
    return frozen;
  }

  private static void bound(String what, int levels, int most) {
    if (levels > most) {
      throw new InvalidValueException("canvas", levels + " " + what, "at most " + most);
    }
  }

  private static int nesting(JsonNode json) {
    return json.isContainer()
        ? 1 + json.valueStream().mapToInt(CanvasPlan::nesting).max().orElse(0)
        : 0;
  }

  private Signature main(Signature signature, boolean only) {
    TaskId task = signature.id().orElseGet(() -> only ? id.only() : with.ids().nextTask());
    ObjectNode headers = Json.object();
    if (signature.options().path("headers") instanceof ObjectNode own) {
      headers.setAll(own);
    }
    Route route = onLane(signature, headers, route(signature.options()));
    entries.put(task, new TaskEntry(task, label(signature), route));
    headers
        .put("meridian-request", id.value())
        .put("meridian-region", route.region())
        .put("meridian-deadline", deadline.toString())
        .put("meridian-result-ttl", (int) Math.max(1, options.resultTtl().toSeconds()));
    return at(route, signature).option("task_id", Json.of(task.value())).option("headers", headers);
  }

  /// The lane of its key or type, unless it names its queue.
  private Route onLane(Signature signature, ObjectNode headers, Route route) {
    String key = headers.path(Envelope.KEY).stringValue(null);
    return signature.options().has("queue")
        ? route
        : with.router().onLanes(List.of(route), signature.task(), key).getFirst();
  }

  private Signature placed(Signature signature) {
    return at(route(signature.options()), signature);
  }

  private static Signature at(Route route, Signature signature) {
    ObjectNode options = signature.options().deepCopy();
    options.remove(Targets.NAMES);
    options.remove(Signature.LABEL);
    return signature.withOptions(options.put("queue", route.queue().value()));
  }

  private Route route(ObjectNode of) {
    String queue = of.path("queue").stringValue(null);
    if (queue == null) {
      return route(Targets.of(of).orElse(new Target.Anywhere()), options.policy());
    }
    QueueName name = new QueueName(queue);
    Route there =
        name.region()
            .map(region -> route(new Target.ToRegion(region), RoutePolicy.PIN))
            .orElseGet(() -> route(new Target.Anywhere(), options.policy()));
    return new Route(
        there.region(), name, there.policy(), there.mapVersion(), "queue asked for by name");
  }

  private Route route(Target target, RoutePolicy policy) {
    return with.router().route(target, policy, options.priority(), refused);
  }

  private String label(Signature signature) {
    return signature
        .options()
        .path(Signature.LABEL)
        .stringValue(signature.task() + " " + entries.size());
  }

  /// The record of what was frozen: its tasks in the order of the text, then those that end it.
  ///
  /// @param type what it is called in lists of requests
  /// @param shape of the value of what was frozen
  /// @param rule how many of those may fail
  RequestRecord request(String type, Shape shape, OnFailure rule) {
    List<TaskId> ends = shape.tasks();
    Map<TaskId, TaskEntry> others = new LinkedHashMap<>(entries);
    others.keySet().removeAll(ends);
    List<TaskEntry> tasks = new ArrayList<>(others.values());
    ends.forEach(end -> tasks.add(entry(end)));
    return new RequestRecord(
        id,
        type,
        now,
        deadline,
        options.resultTtl(),
        options.tombstoneTtl(),
        rule.least(ends.size()),
        tasks,
        shape);
  }

  /// Where the first tasks go.
  Route route(TaskId task) {
    return entry(task).route();
  }

  private TaskEntry entry(TaskId task) {
    return Objects.requireNonNull(entries.get(task));
  }
}
