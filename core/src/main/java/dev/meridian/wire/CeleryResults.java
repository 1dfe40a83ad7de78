package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/// Results as the documents of Celery's result backends, and back. Thread-safe and without state.
///
/// | state | `status` | `result` |
/// |---|---|---|
/// | accepted | `PENDING` | null |
/// | running, value null | `STARTED` | `{"hostname": worker}` of the report, else null |
/// | running at `{"percent", "message"}` | `PROGRESS` | `{"current", "total": 100, "message"}` |
/// | running, any other value | `PROGRESS` | the value |
/// | successful | `SUCCESS` | the value |
/// | failed | `FAILURE` | `{"exc_type", "exc_message": [message], "exc_module"}` |
/// | dismissed | `REVOKED` | the same |
///
/// Read besides: `RECEIVED` as accepted, `RETRY` as running with no value, any other state as
/// running with its `result` as value. Meridian's report travels as a further member `meridian`,
/// unless it is empty, but for its [#CHILDREN]; for a foreign `STARTED` it is `{"worker":
/// hostname}`.
public final class CeleryResults {
  /// The member of a report that is the document's own: what the task sent, as Celery lists it.
  public static final String CHILDREN = "children";

  private static final String REPORT = "meridian";
  private static final String WORKER = "worker";
  private static final String HOSTNAME = "hostname";
  private static final String MESSAGE = "message";
  private static final String PERCENT = "percent";
  private static final String CURRENT = "current";
  private static final String TOTAL = "total";
  private static final int WHOLE = 100;
  private static final TaskFailure DISMISSED =
      new TaskFailure(TaskFailure.REVOKED, "revoked", "celery.exceptions", null);

  private CeleryResults() {}

  /// The document of a result, in ASCII; its text begins with `{"status":`. What has no place in
  /// the state's row above is left out, as is what of `finished` is finer than a microsecond.
  ///
  /// @throws InvalidValueException if the value is nested too deep to be read again, or a failed
  ///   result has no failure
  public static byte[] encode(TaskResult result) {
    TaskFailure failure = failure(result);
    Instant finished = result.state().isTerminal() ? result.finished() : null;
    ObjectNode document = Json.object();
    document.put("status", status(result));
    document.set("result", failure == null ? payload(result) : ExceptionDocument.write(failure));
    document.put("traceback", failure == null ? null : failure.traceback());
    JsonNode children = result.report().path(CHILDREN);
    document.set(CHILDREN, children.isArray() ? children : Json.array());
    document.put("date_done", finished == null ? null : WireTime.write("date_done", finished));
    document.put("task_id", result.id().value());
    ObjectNode report = withoutChildren(result.report());
    if (!report.isEmpty()) {
      document.set(REPORT, report);
    }
    return WireJson.bytes(document);
  }

  private static ObjectNode withoutChildren(ObjectNode report) {
    if (!report.has(CHILDREN)) {
      return report;
    }
    ObjectNode rest = report.deepCopy();
    rest.remove(CHILDREN);
    return rest;
  }

  /// The result in a document from the store.
  ///
  /// @param id the task, by whose key it was found; the document's own `task_id` is not read
  /// @throws MalformedMessageException if it is no result
  public static TaskResult decode(byte[] document, TaskId id) {
    JsonNode json;
    try {
      json = Json.readPython(document);
    } catch (InvalidValueException e) {
      throw malformed(e, id);
    }
    return decode(json, id);
  }

  /// The result in a document, which is not changed. Lenient to what Celery 5.2 to 5.6 write:
  /// finished without an offset is UTC, type tags become plain JSON, and so do `NaN` and the
  /// infinities: they become null, because JSON has no word for them.
  ///
  /// @throws MalformedMessageException if it is no result
  public static TaskResult decode(JsonNode document, TaskId id) {
    try {
      if (PlainJson.of(document) instanceof ObjectNode object) {
        return read(object, id);
      }
      throw new InvalidValueException("result document", WireJson.shown(document), "an object");
    } catch (InvalidValueException e) {
      throw malformed(e, id);
    }
  }

  private static MalformedMessageException malformed(InvalidValueException e, TaskId id) {
    return new MalformedMessageException(String.valueOf(e.getMessage()), id.value());
  }

  private static @Nullable TaskFailure failure(TaskResult result) {
    return switch (result.state()) {
      case ACCEPTED, RUNNING, SUCCESSFUL -> null;
      case DISMISSED -> result.failure() == null ? DISMISSED : result.failure();
      case FAILED -> {
        if (result.failure() == null) {
          throw new InvalidValueException("failure", "none", "why " + result.id() + " failed");
        }
        yield result.failure();
      }
    };
  }

  private static String status(TaskResult result) {
    return switch (result.state()) {
      case ACCEPTED -> "PENDING";
      case RUNNING -> result.value() instanceof NullNode ? "STARTED" : "PROGRESS";
      case SUCCESSFUL -> "SUCCESS";
      case FAILED -> "FAILURE";
      case DISMISSED -> "REVOKED";
    };
  }

  private static JsonNode payload(TaskResult result) {
    return switch (result.state()) {
      case SUCCESSFUL -> result.value();
      case RUNNING ->
          result.value() instanceof NullNode ? started(result) : progress(result.value());
      case ACCEPTED, FAILED, DISMISSED -> Json.nullNode();
    };
  }

  private static JsonNode started(TaskResult result) {
    String worker = result.report().path(WORKER).stringValue(null);
    return worker == null ? Json.nullNode() : Json.object().put(HOSTNAME, worker);
  }

  private static JsonNode progress(JsonNode value) {
    if (!(value.path(PERCENT) instanceof NumericNode percent)) {
      return value;
    }
    ObjectNode progress = Json.object();
    progress.set(CURRENT, percent);
    progress.put(TOTAL, WHOLE);
    return progress.put(MESSAGE, value.path(MESSAGE).stringValue(""));
  }

  private static TaskResult read(ObjectNode document, TaskId id) {
    String status = WireJson.text(document, "status");
    if (status == null) {
      throw new InvalidValueException("status", "missing", "a Celery state");
    }
    TaskState state = state(status);
    JsonNode result = document.has("result") ? document.path("result") : Json.nullNode();
    String done = state.isTerminal() ? WireJson.text(document, "date_done") : null;
    return new TaskResult(
        id,
        state,
        value(status, state, result),
        failure(state, result, WireJson.text(document, "traceback")),
        report(status, document, result),
        done == null ? null : WireTime.read("date_done", done));
  }

  private static TaskState state(String status) {
    return switch (status) {
      case "PENDING", "RECEIVED" -> TaskState.ACCEPTED;
      case "SUCCESS" -> TaskState.SUCCESSFUL;
      case "FAILURE" -> TaskState.FAILED;
      case "REVOKED" -> TaskState.DISMISSED;
      default -> TaskState.RUNNING;
    };
  }

  private static JsonNode value(String status, TaskState state, JsonNode result) {
    return switch (state) {
      case SUCCESSFUL -> result;
      case ACCEPTED, FAILED, DISMISSED -> Json.nullNode();
      case RUNNING ->
          switch (status) {
            case "STARTED", "RETRY" -> Json.nullNode();
            default -> percent(result);
          };
    };
  }

  /// `{"current", "total"}`, as Celery's guide suggests for progress, in percent.
  private static JsonNode percent(JsonNode result) {
    double current = result.path(CURRENT).asDouble(-1);
    double total = result.path(TOTAL).asDouble(0);
    if (current < 0 || total <= 0) {
      return result;
    }
    return Json.object()
        .put(PERCENT, (int) Math.min(WHOLE, WHOLE * current / total))
        .put(MESSAGE, result.path(MESSAGE).asString(""));
  }

  private static @Nullable TaskFailure failure(
      TaskState state, JsonNode result, @Nullable String traceback) {
    return switch (state) {
      case ACCEPTED, RUNNING, SUCCESSFUL -> null;
      case FAILED -> ExceptionDocument.read(result, "Exception", traceback);
      case DISMISSED -> ExceptionDocument.read(result, TaskFailure.REVOKED, traceback);
    };
  }

  private static ObjectNode report(String status, ObjectNode document, JsonNode result) {
    JsonNode report = document.path(REPORT);
    if (report instanceof ObjectNode own) {
      return own;
    }
    if (!report.isMissingNode() && !report.isNull()) {
      throw new InvalidValueException(REPORT, WireJson.shown(report), "an object");
    }
    ObjectNode foreign = Json.object();
    return status.equals("STARTED") && result.path(HOSTNAME).isString()
        ? foreign.set(WORKER, result.path(HOSTNAME))
        : foreign;
  }
}
