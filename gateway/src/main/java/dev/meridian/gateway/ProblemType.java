package dev.meridian.gateway;

/// The kinds of problems a client can meet; `docs/problems.md` explains each. Their URIs are
/// stable.
enum ProblemType {
  NO_SUCH_PROCESS(404, "No such process", ProblemType.STANDARD + "no-such-process"),
  NO_SUCH_JOB(404, "No such job", ProblemType.STANDARD + "no-such-job"),
  RESULT_NOT_READY(404, "Result not ready", ProblemType.STANDARD + "result-not-ready"),
  NOT_FOUND(404, "Not found", ProblemType.OWN + "not-found"),
  NO_SUCH_REGION(404, "No such region", ProblemType.OWN + "no-such-region"),
  NO_SUCH_SCHEDULE(404, "No such schedule", ProblemType.OWN + "no-such-schedule"),
  SCHEDULE_EXISTS(409, "Schedule exists", ProblemType.OWN + "schedule-exists"),
  TOO_MANY_SCHEDULES(409, "Too many schedules", ProblemType.OWN + "too-many-schedules"),
  INVALID_SCHEDULE(400, "Invalid schedule", ProblemType.OWN + "invalid-schedule"),
  NO_SUCH_FENCE(404, "No such fence", ProblemType.OWN + "no-such-fence"),
  INVALID_FENCE(400, "Invalid fence", ProblemType.OWN + "invalid-fence"),
  PRECONDITION_FAILED(412, "Precondition failed", ProblemType.OWN + "precondition-failed"),
  NO_SUCH_OUTPUT(404, "No such output", ProblemType.OWN + "no-such-output"),
  NO_SUCH_LETTER(404, "No such dead letter", ProblemType.OWN + "no-such-dead-letter"),
  NO_SUCH_OBJECT(404, "No such object", ProblemType.OWN + "no-such-object"),
  NO_POSITION(400, "No usable position", ProblemType.OWN + "no-position"),
  INVALID_FILTER(400, "Invalid filter", ProblemType.OWN + "invalid-filter"),
  NOT_REPLAYABLE(409, "Cannot be replayed", ProblemType.OWN + "not-replayable"),
  METHOD_NOT_ALLOWED(405, "Method not allowed", ProblemType.OWN + "method-not-allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable", ProblemType.OWN + "not-acceptable"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", ProblemType.OWN + "unsupported-media-type"),
  MALFORMED_JSON(400, "Malformed JSON", ProblemType.OWN + "malformed-json"),
  MALFORMED_REQUEST(400, "Malformed request", ProblemType.OWN + "malformed-request"),
  INVALID_PARAMETER(400, "Invalid query parameter", ProblemType.OWN + "invalid-parameter"),
  INVALID_EXECUTE(400, "Invalid execute request", ProblemType.OWN + "invalid-execute-request"),
  INVALID_HEADER(400, "Invalid header", ProblemType.OWN + "invalid-header"),
  BODY_TOO_LARGE(413, "Body too large", ProblemType.OWN + "body-too-large"),
  URI_TOO_LONG(414, "URI too long", ProblemType.OWN + "uri-too-long"),
  HEADERS_TOO_LARGE(431, "Headers too large", ProblemType.OWN + "headers-too-large"),
  IDEMPOTENCY_IN_HAND(409, "Still in hand", ProblemType.OWN + "idempotency-in-hand"),
  IDEMPOTENCY_MISMATCH(
      422, "Key used for another request", ProblemType.OWN + "idempotency-mismatch"),
  FORBIDDEN_ORIGIN(403, "Origin not allowed", ProblemType.OWN + "forbidden-origin"),
  JOB_DISMISSED(410, "Job dismissed", ProblemType.OWN + "job-dismissed"),
  RESULT_EXPIRED(410, "Result expired", ProblemType.OWN + "result-expired"),
  INVALID_INPUT(400, "Invalid input", ProblemType.OWN + "invalid-input"),
  NOT_REGISTERED(501, "No worker knows the task", ProblemType.OWN + "not-registered"),
  SOURCE_FAILED(502, "Source failed", ProblemType.OWN + "source-failed"),
  EXECUTION_TIMEOUT(504, "Not finished in time", ProblemType.OWN + "execution-timeout"),
  TASK_FAILED(500, "Task failed", ProblemType.OWN + "task-failed"),
  UNAVAILABLE(503, "Temporarily unavailable", ProblemType.OWN + "unavailable"),
  TOO_MANY_WAITING(503, "Too many clients wait", ProblemType.OWN + "too-many-waiting"),
  INTERNAL(500, "Internal error", ProblemType.OWN + "internal");

  private static final String STANDARD =
      "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/";
  private static final String OWN = "https://meridian.dev/problems/";

  private final int status;
  private final String title;
  private final String uri;

  ProblemType(int status, String title, String uri) {
    this.status = status;
    this.title = title;
    this.uri = uri;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String uri() {
    return uri;
  }
}
