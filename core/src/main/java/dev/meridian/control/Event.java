package dev.meridian.control;

import dev.meridian.json.Json;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/// Something that happened on a node. Immutable by agreement.
///
/// @param node where, `name@host`
/// @param type what, for example `worker-heartbeat` or `task-started`
/// @param at when
/// @param fields what belongs to the type
public record Event(String node, String type, Instant at, ObjectNode fields) {
  /// Whether it is about a task, of which there are many.
  public boolean isOfTask() {
    return type.startsWith("task-");
  }

  /// The event as Celery's monitors read it: with the fields of every event.
  ///
  /// @param clock of the bus, when it is sent
  public ObjectNode document(long clock) {
    ObjectNode document = Json.object();
    document.put("hostname", node);
    document.put("utcoffset", 0);
    document.put("pid", ProcessHandle.current().pid());
    document.put("clock", clock);
    document.setAll(fields);
    document.put("timestamp", seconds(at));
    return document.put("type", type);
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
