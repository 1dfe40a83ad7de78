package dev.meridian.task;

/// The id of one request, which is what a client holds. A request of one task shares its id with
/// that task, so that Celery clients can ask for it too.
public record RequestId(String value) {
  /// Checks the text: 1 to 200 printable ASCII characters without spaces.
  public RequestId {
    TaskId.check("request id", value);
  }

  /// The id of the only task of a request of one task.
  public TaskId only() {
    return new TaskId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
