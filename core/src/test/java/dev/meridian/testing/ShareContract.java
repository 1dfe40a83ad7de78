package dev.meridian.testing;

import static dev.meridian.testing.StoreFixture.attempt;
import static dev.meridian.testing.StoreFixture.failure;
import static dev.meridian.testing.StoreFixture.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Admission;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.result.Share;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Requests that share an execution.
interface ShareContract extends StoreFixture {
  /// A request of one task that shares an execution.
  private RequestRecord sharing(TaskRef execution, boolean first) {
    RequestRecord request = recorded(1);
    assertThat(store().share(new Share(execution.id(), request.id(), null, first))).isTrue();
    return request;
  }

  private TaskResult resultOf(RequestRecord request) {
    return store().find(request.id().only()).orElseThrow();
  }

  @Test
  default void endOfAnExecutionIsThatOfAllWhoShareIt() throws Exception {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord one = sharing(execution, true);
    RequestRecord other = sharing(execution, false);
    assertThat(statusOf(other).state()).isEqualTo(TaskState.ACCEPTED);
    assertThat(store().begin(execution, attempt(1))).isEqualTo(Admission.RUN);
    RequestRecord late = sharing(execution, false);
    for (RequestRecord request : List.of(one, other, late)) {
      assertThat(statusOf(request).state()).isEqualTo(TaskState.RUNNING);
    }
    store().progress(execution, 40, "reading");
    assertThat(statusOf(other).percent()).isEqualTo(40);

    try (var listening = otherStore().listen(other.taskIds(), false)) {
      assertThat(store().complete(execution, success(execution, "ä \" \\ value"))).isTrue();
      TaskResult heard = listening.next(Duration.ofSeconds(20)).orElseThrow();
      assertThat(heard).isEqualTo(resultOf(other));
    }
    for (RequestRecord request : List.of(one, other, late)) {
      assertThat(statusOf(request).state()).isEqualTo(TaskState.SUCCESSFUL);
      assertThat(resultOf(request).id()).isEqualTo(request.id().only());
      assertThat(resultOf(request).value().asString()).isEqualTo("ä \" \\ value");
      assertThat(resultOf(request).report().path("region").asString()).isEqualTo("fra");
      assertThat(store().parts(request.id(), 0, 10)).hasSize(1);
    }
    assertThat(store().complete(execution, failure(execution, "again"))).isFalse();
    assertThat(statusOf(one).failed()).isZero();
  }

  @Test
  default void whoWaitsByReplyHearsOfIt() throws Exception {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord request = recorded(1);
    try (var listening = otherStore().listenForReplies(request.taskIds())) {
      store().share(new Share(execution.id(), request.id(), otherStore().replyTo(), true));
      store().complete(execution, success(execution, 1));
      assertThat(listening.next(Duration.ofSeconds(20)).orElseThrow().id())
          .isEqualTo(request.id().only());
    }
  }

  @Test
  default void failureIsSharedToo() {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord one = sharing(execution, true);
    RequestRecord other = sharing(execution, false);
    store().complete(execution, failure(execution, "no"));
    for (RequestRecord request : List.of(one, other)) {
      assertThat(statusOf(request).state()).isEqualTo(TaskState.FAILED);
      assertThat(Objects.requireNonNull(resultOf(request).failure()).message()).isEqualTo("no");
    }
  }

  @Test
  default void cancelledRequestLeavesTheExecutionToTheOthers() throws Exception {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord one = sharing(execution, true);
    RequestRecord other = sharing(execution, false);
    List<TaskId> cancelled = new CopyOnWriteArrayList<>();
    try (var _ = store().onCancel(cancelled::add)) {
      assertThat(store().cancel(one.id())).isEqualTo(CancelOutcome.DISMISSED);
      assertThat(store().begin(execution, attempt(1))).isEqualTo(Admission.RUN);
      store().complete(execution, success(execution, 7));
      assertThat(statusOf(other).state()).isEqualTo(TaskState.SUCCESSFUL);
      assertThat(resultOf(other).value().asInt()).isEqualTo(7);
      assertThat(resultOf(one).state()).isEqualTo(TaskState.DISMISSED);
      RequestRecord marker = recorded(1);
      store().cancel(marker.id());
      Await.until("what was cancelled is told", () -> cancelled.contains(marker.id().only()));
      assertThat(cancelled).doesNotContain(execution.id());
    }
  }

  @Test
  default void lastOneToLeaveStopsTheExecution() throws Exception {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord one = sharing(execution, true);
    RequestRecord other = sharing(execution, false);
    store().begin(execution, attempt(1));
    List<TaskId> cancelled = new CopyOnWriteArrayList<>();
    try (var _ = store().onCancel(cancelled::add)) {
      store().cancel(one.id());
      fail(other, 0);
      Await.until("it is stopped", () -> cancelled.contains(execution.id()));
    }
    assertThat(store().begin(execution, attempt(2))).isEqualTo(Admission.ALREADY_OVER);
    RequestRecord late = recorded(1);
    assertThat(store().share(new Share(execution.id(), late.id(), null, false))).isFalse();
    store().complete(execution, success(execution, 1));
    assertThat(statusOf(other).state()).isEqualTo(TaskState.FAILED);
    assertThat(statusOf(late).state()).isEqualTo(TaskState.ACCEPTED);
  }

  @Test
  default void requestThatIsLateEndsAlone() {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord one = sharing(execution, true);
    RequestRecord other = sharing(execution, false);
    fail(one, 0);
    assertThat(statusOf(one).state()).isEqualTo(TaskState.FAILED);
    assertThat(statusOf(other).state()).isEqualTo(TaskState.ACCEPTED);
    store().complete(execution, success(execution, 1));
    assertThat(statusOf(one).state()).isEqualTo(TaskState.FAILED);
    assertThat(resultOf(one).state()).isEqualTo(TaskState.FAILED);
    assertThat(statusOf(other).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  default void discardedRequestLeaves() {
    TaskRef execution = StoreFixture.loneTask();
    RequestRecord one = sharing(execution, true);
    store().discard(one.id());
    assertThat(store().begin(execution, attempt(1))).isEqualTo(Admission.ALREADY_OVER);
    RequestRecord late = recorded(1);
    assertThat(store().share(new Share(execution.id(), late.id(), null, false))).isFalse();
  }

  @Test
  default void whatIsOverOrUnknownIsNotShared() {
    TaskRef execution = StoreFixture.loneTask();
    sharing(execution, true);
    store().complete(execution, success(execution, 1));
    RequestRecord late = recorded(1);
    assertThat(store().share(new Share(execution.id(), late.id(), null, false))).isFalse();
    TaskId unknown = StoreFixture.loneTask().id();
    assertThat(store().share(new Share(unknown, late.id(), null, false))).isFalse();
    assertThat(statusOf(late).state()).isEqualTo(TaskState.ACCEPTED);
  }

  @Test
  default void onlySoManyShare() {
    TaskRef execution = StoreFixture.loneTask();
    List<RequestRecord> all = new ArrayList<>();
    all.add(sharing(execution, true));
    for (int n = 1; n < Share.MOST; n++) {
      all.add(sharing(execution, false));
    }
    RequestRecord tooMany = recorded(1);
    assertThat(store().share(new Share(execution.id(), tooMany.id(), null, false))).isFalse();
    store().complete(execution, success(execution, 1));
    assertThat(all).allMatch(one -> statusOf(one).state() == TaskState.SUCCESSFUL);
  }

  @Test
  default void whoeverSharesAnExecutionThatEndsAtTheMomentHasItsResult() {
    TaskRef execution = StoreFixture.loneTask();
    sharing(execution, true);
    Queue<RequestRecord> shared = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 40; n++) {
        boolean ends = n == 20;
        executor.execute(() -> {
          RequestRecord request = recorded(1);
          if (ends) {
            store().complete(execution, success(execution, 1));
          } else if (otherStore().share(new Share(execution.id(), request.id(), null, false))) {
            shared.add(request);
          }
        });
      }
    }
    assertThat(shared).allMatch(one -> statusOf(one).state() == TaskState.SUCCESSFUL);
  }
}
