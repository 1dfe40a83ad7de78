package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Pending;
import dev.meridian.client.TaskClient;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.RequestId;
import java.time.Duration;

/// Finds jobs and waits for them. Thread-safe.
final class Jobs {
  private final TaskClient client;
  private final WaitingRoom room;

  Jobs(TaskClient client, WaitingRoom room) {
    this.client = client;
    this.room = room;
  }

  /// The id in a path.
  ///
  /// @throws Refusal if it can be nobody's
  static RequestId id(String text) {
    try {
      return new RequestId(text);
    } catch (InvalidValueException e) {
      throw unknown(text);
    }
  }

  /// How long what belongs to a new job is of use: until its results go, even if it ends as late as
  /// it may.
  static Duration lifetime(RequestRecord request) {
    return Duration.between(request.created(), request.deadline()).plus(request.resultTtl());
  }

  /// Where a job stands.
  ///
  /// @throws Refusal if there is none
  RequestStatus require(RequestId id) {
    return client.status(id).orElseThrow(() -> unknown(id.value()));
  }

  /// Where a job stands once it is over, or when the time is up.
  RequestStatus await(RequestStatus now, Duration patience) throws InterruptedException {
    if (now.state().isTerminal() || now.gone() || patience.isZero()) {
      return now;
    }
    try (WaitingRoom.Seat seat = room.enter();
        Pending pending = client.listen(now)) {
      boolean _ = seat.await(() -> pending.await(patience), () -> false);
    }
    return require(now.request().id());
  }

  static Refusal unknown(String id) {
    return Problem.of(ProblemType.NO_SUCH_JOB, "job", id, "a job that did not end too long ago")
        .refusal();
  }
}
