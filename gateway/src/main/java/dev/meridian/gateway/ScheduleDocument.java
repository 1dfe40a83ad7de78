package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleRun;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.task.RequestId;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// A schedule as clients see it: what they asked for, and where it stands.
final class ScheduleDocument {
  private ScheduleDocument() {}

  /// The document of a schedule.
  static ObjectNode of(Exchange exchange, ScheduleStatus status) {
    ObjectNode document =
        ScheduleJson.write(status.schedule())
            .put("paused", status.paused())
            .put("created", JobDocument.time(status.created()));
    Instant next = status.next();
    if (next != null) {
      document.put("next", JobDocument.time(next));
    }
    ScheduleRun last = status.last();
    if (last != null) {
      document.set("last", run(last));
    }
    String path = "/schedules/" + status.schedule().id();
    Links links =
        new Links(exchange)
            .add("self", path, "This schedule")
            .add(Links.OWN + "next", path + "/next", "When it is due next");
    RequestId request = status.request();
    if (request != null) {
      document.put("jobID", request.value());
      links.add("monitor", "/jobs/" + request, "The newest job it made");
    }
    return document.set("links", links.array());
  }

  private static ObjectNode run(ScheduleRun run) {
    ObjectNode document =
        Json.object()
            .put("due", JobDocument.time(run.due()))
            .put("at", JobDocument.time(run.at()))
            .put("outcome", run.outcome().word());
    return run.detail().isEmpty() ? document : document.put("detail", run.detail());
  }
}
