package dev.meridian.testing;

import static dev.meridian.testing.StoreFixture.attempt;
import static dev.meridian.testing.StoreFixture.success;
import static dev.meridian.testing.StoreFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Admission;
import dev.meridian.result.Part;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Cancelling, at every moment of a request.
interface CancelContract extends StoreFixture {
  @Test
  default void unknownRequestCannotBeCancelled() {
    assertThat(store().cancel(IDS.nextRequest())).isEqualTo(CancelOutcome.UNKNOWN);
  }

  @Test
  default void acceptedRequestIsDismissed() {
    RequestRecord request = recorded(2);
    assertThat(store().cancel(request.id())).isEqualTo(CancelOutcome.DISMISSED);
    assertDismissed(request);
    for (int n = 0; n < 2; n++) {
      TaskResult result = store().find(task(request, n).id()).orElseThrow();
      assertThat(result.state()).isEqualTo(TaskState.DISMISSED);
      assertThat(Objects.requireNonNull(result.failure()).type()).isEqualTo(TaskFailure.REVOKED);
      assertThat(store().begin(task(request, n), attempt(1))).isEqualTo(Admission.ALREADY_OVER);
    }
    assertThat(store().parts(request.id(), 0, 10))
        .extracting(Part::index)
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  default void reasonIsToldByTheRequestAndItsTasks() {
    RequestRecord request = recorded(1);
    assertThat(store().cancel(request.id(), "replaced by x")).isEqualTo(CancelOutcome.DISMISSED);
    assertThat(statusOf(request).message()).isEqualTo("replaced by x");
    TaskResult result = store().find(task(request, 0).id()).orElseThrow();
    assertThat(Objects.requireNonNull(result.failure()).message()).isEqualTo("replaced by x");
  }

  @Test
  default void finishedTasksOfARunningRequestKeepTheirResults() {
    RequestRecord request = recorded(3);
    store().begin(task(request, 0), attempt(1));
    store().begin(task(request, 1), attempt(1));
    succeed(request, 1);
    assertThat(store().cancel(request.id())).isEqualTo(CancelOutcome.DISMISSED);
    assertDismissed(request);
    assertThat(statusOf(request).done()).isEqualTo(3);
    assertThat(statusOf(request).failed()).isEqualTo(2);
    List<Part> parts = store().parts(request.id(), 0, 10);
    assertThat(parts).extracting(Part::sequence).containsExactly(1L, 2L, 3L);
    assertThat(parts.getFirst().index()).isEqualTo(1);
    assertThat(parts.getFirst().result().state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(parts.subList(1, 3)).allMatch(part -> part.result().state() == TaskState.DISMISSED);
  }

  @Test
  default void lateResultDoesNotOverwriteADismissal() {
    RequestRecord request = recorded(1);
    store().begin(task(request, 0), attempt(1));
    store().cancel(request.id());
    assertThat(store().complete(task(request, 0), success(task(request, 0), 1))).isFalse();
    store().progress(task(request, 0), 50, "late");
    assertThat(store().find(task(request, 0).id()).orElseThrow().state())
        .isEqualTo(TaskState.DISMISSED);
    assertDismissed(request);
    assertThat(store().parts(request.id(), 0, 10)).hasSize(1);
  }

  @Test
  default void secondCancelChangesNothing() {
    RequestRecord request = recorded(1);
    store().cancel(request.id());
    assertThat(otherStore().cancel(request.id())).isEqualTo(CancelOutcome.ALREADY_DISMISSED);
    assertDismissed(request);
  }

  @Test
  default void finishedRequestLosesItsResults() {
    RequestRecord request = recorded(2);
    succeed(request, 0);
    succeed(request, 1);
    assertThat(store().cancel(request.id())).isEqualTo(CancelOutcome.DISMISSED);
    assertDismissed(request);
    assertThat(store().findAll(request.taskIds())).isEmpty();
    assertThat(store().parts(request.id(), 0, 10)).isEmpty();
    assertThat(store().cancel(request.id())).isEqualTo(CancelOutcome.ALREADY_DISMISSED);
    assertThat(store().begin(task(request, 0), attempt(2))).isEqualTo(Admission.ALREADY_OVER);
    assertThat(succeed(request, 0)).isFalse();
    assertThat(store().find(task(request, 0).id())).isEmpty();
    assertDismissed(request);
  }

  @Test
  default void whoeverListensHearsOfTheCancellation() throws Exception {
    RequestRecord request = recorded(2);
    succeed(request, 0);
    List<TaskId> cancelled = new CopyOnWriteArrayList<>();
    try (var listening = otherStore().listen(List.of(task(request, 1).id()), false);
        var _ = otherStore().onCancel(cancelled::add)) {
      store().cancel(request.id());
      TaskResult heard = listening.next(Duration.ofSeconds(20)).orElseThrow();
      assertThat(heard.id()).isEqualTo(task(request, 1).id());
      assertThat(heard.state()).isEqualTo(TaskState.DISMISSED);
      Await.until("the worker hears of it", () -> !cancelled.isEmpty());
      assertThat(cancelled).containsExactly(task(request, 1).id());
    }
  }

  @Test
  default void closedCancelListenerHearsNothingMore() throws Exception {
    List<TaskId> before = new CopyOnWriteArrayList<>();
    List<TaskId> stays = new CopyOnWriteArrayList<>();
    AutoCloseable closed = store().onCancel(before::add);
    closed.close();
    closed.close();
    try (var _ = store().onCancel(stays::add)) {
      RequestRecord request = recorded(3);
      store().cancel(request.id());
      Await.until("the other hears of it", () -> stays.size() == 3);
      assertThat(stays).containsExactlyInAnyOrderElementsOf(request.taskIds());
      assertThat(before).isEmpty();
    }
  }

  @Test
  default void throwingCancelListenerHarmsNobody() throws Exception {
    List<TaskId> heard = new CopyOnWriteArrayList<>();
    try (var _ =
            store()
                .onCancel(task -> {
                  throw new IllegalStateException("a bad listener, on purpose");
                });
        var _ = store().onCancel(heard::add)) {
      RequestRecord first = recorded(1);
      RequestRecord second = recorded(1);
      assertThat(store().cancel(first.id())).isEqualTo(CancelOutcome.DISMISSED);
      assertThat(store().cancel(second.id())).isEqualTo(CancelOutcome.DISMISSED);
      Await.until("both are heard", () -> heard.size() == 2);
    }
  }

  private void assertDismissed(RequestRecord request) {
    RequestStatus status = statusOf(request);
    assertThat(status.state()).isEqualTo(TaskState.DISMISSED);
    assertThat(status.finished()).isNotNull();
  }
}
