package dev.meridian.gateway;

import dev.meridian.client.HeldTasks;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.TaskState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a job stands, as a `statusInfo` of OGC API - Processes with extensions: `id`, `expires`,
/// `parts` and `regions`.
final class JobDocument {
  private JobDocument() {}

  /// The document of a job.
  static ObjectNode of(Exchange exchange, RequestStatus status) {
    RequestRecord request = status.request();
    ObjectNode document =
        Json.object()
            .put("jobID", request.id().value())
            .put("id", request.id().value())
            .put("type", "process")
            .put("processID", request.type())
            .put("status", status.state().word())
            .put("progress", status.percent())
            .put("created", time(request.created()))
            .put("updated", time(status.updated()));
    String message = message(status);
    if (!message.isBlank()) {
      document.put("message", message);
    }
    putTime(document, "started", status.started());
    putTime(document, "finished", status.finished());
    putTime(document, "expires", status.expires());
    document.set(
        "parts",
        Json.object()
            .put("done", status.done())
            .put("failed", status.failed())
            .put("total", status.total()));
    document.set("regions", regions(status));
    if (request.tasks().stream().anyMatch(TaskEntry::shared)) {
      document.put("shared", true);
    }
    return document.set("links", links(exchange, status));
  }

  /// The status of a request that was just accepted.
  static RequestStatus accepted(RequestRecord request) {
    String message = HeldTasks.reason(request).orElse("");
    return new RequestStatus(
        request, TaskState.ACCEPTED, null, null, request.created(), 0, 0, 0, message, null, false);
  }

  /// A time as RFC 3339 has it, to the millisecond.
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /// What to tell people: how the last task goes while it goes, and at the end what came of them or
  /// why they were dismissed.
  private static String message(RequestStatus status) {
    return switch (status.state()) {
      case ACCEPTED, RUNNING, DISMISSED -> status.message();
      case SUCCESSFUL, FAILED ->
          status.total() == 1
              ? ""
              : "%d of %d tasks successful"
                  .formatted(status.done() - status.failed(), status.total());
    };
  }

  private static void putTime(ObjectNode document, String name, @Nullable Instant time) {
    if (time != null) {
      document.put(name, time(time));
    }
  }

  /// The job's regions. How many tasks are done in each is known without reading the parts only if
  /// there is one region, or if none or all are done.
  private static ArrayNode regions(RequestStatus status) {
    Map<String, Integer> totals = new TreeMap<>();
    for (TaskEntry task : status.request().tasks()) {
      totals.merge(task.route().region(), 1, Integer::sum);
    }
    boolean all = status.done() == status.total();
    ArrayNode regions = Json.array();
    totals.forEach((id, total) -> {
      ObjectNode region = regions.addObject().put("id", id);
      if (all || status.done() == 0 || totals.size() == 1) {
        region.put("done", all ? total : status.done());
      }
      region.put("total", total);
    });
    return regions;
  }

  private static ArrayNode links(Exchange exchange, RequestStatus status) {
    String job = "/jobs/" + status.request().id();
    Links links =
        new Links(exchange)
            .add("self", job, "This document")
            .add("monitor", job, "How the job stands")
            .add("up", "/jobs", "All jobs")
            .add(Links.OWN + "parts", job + "/parts", "The answers of its tasks as they come")
            .add(Links.OWN + "routing", job + "/routing", "Where its tasks went, and why");
    switch (status.state()) {
      case SUCCESSFUL -> links.add(Links.OGC + "results", job + "/results", "Results");
      case FAILED -> links.add(Links.OGC + "exceptions", job + "/results", "What went wrong");
      case ACCEPTED, RUNNING, DISMISSED -> {}
    }
    return links.array();
  }
}
