package dev.meridian.testing;

import static dev.meridian.testing.StoreFixture.attempt;
import static dev.meridian.testing.StoreFixture.failure;
import static dev.meridian.testing.StoreFixture.loneTask;
import static dev.meridian.testing.StoreFixture.success;
import static dev.meridian.testing.StoreFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.meridian.json.Json;
import dev.meridian.result.Admission;
import dev.meridian.result.Part;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.Shape;
import dev.meridian.result.StoreException;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// From the record to the last part: create, begin, progress, complete, find, parts, status.
interface CompletionContract extends StoreFixture {
  @Test
  default void recordedRequestIsAccepted() {
    RequestRecord request = recorded(2);
    RequestStatus status = otherStore().status(request.id()).orElseThrow();
    assertThat(status.request()).isEqualTo(request);
    assertThat(status.state()).isEqualTo(TaskState.ACCEPTED);
    assertThat(status.started()).isNull();
    assertThat(status.finished()).isNull();
    assertThat(status.expires()).isNull();
    assertThat(status.updated()).isAfterOrEqualTo(request.created());
    assertThat(List.of(status.done(), status.failed(), status.percent())).containsOnly(0);
    assertThat(status.message()).isEmpty();
    assertThat(status.gone()).isFalse();
    assertThat(store().parts(request.id(), 0, 10)).isEmpty();
    assertThat(store().findAll(request.taskIds())).isEmpty();
  }

  @Test
  default void requestWithAShapeIsDecidedByTheTasksInIt() {
    for (boolean good : List.of(true, false)) {
      RequestRecord plain = StoreFixture.request("contract.shape", 4, 1, LONG, LONG);
      List<TaskId> ids = plain.taskIds();
      var shape =
          new Shape(Json.array().add(ids.get(2).value()).add(Json.array().add(ids.get(3).value())));
      RequestRecord request =
          recorded(
              new RequestRecord(
                  plain.id(),
                  plain.type(),
                  plain.created(),
                  plain.deadline(),
                  plain.resultTtl(),
                  plain.tombstoneTtl(),
                  2,
                  plain.tasks(),
                  shape));
      assertThat(statusOf(request).request()).isEqualTo(request);
      store().complete(task(request, 0), failure(task(request, 0), "first"));
      store().complete(task(request, 1), failure(task(request, 1), "second"));
      succeed(request, 2);
      assertThat(statusOf(request).state()).isEqualTo(TaskState.RUNNING);
      TaskRef last = task(request, 3);
      store().complete(last, good ? success(last, 3) : failure(last, "last"));
      RequestStatus status = statusOf(request);
      assertThat(status.state()).isEqualTo(good ? TaskState.SUCCESSFUL : TaskState.FAILED);
      assertThat(List.of(status.done(), status.failed())).containsExactly(4, good ? 2 : 3);
      assertThat(shape.value(store().findAll(ids)).toString())
          .isEqualTo(good ? "[2,[3]]" : "[2,[null]]");
    }
  }

  @Test
  default void sameIdTwiceIsAConflict() {
    RequestRecord request = recorded(1);
    assertThatThrownBy(() -> otherStore().create(request))
        .asInstanceOf(throwable(StoreException.class))
        .extracting(StoreException::kind)
        .isEqualTo(StoreException.Kind.CONFLICT);
  }

  @Test
  default void discardedRequestIsForgotten() {
    RequestRecord request = recorded(2);
    store().discard(request.id());
    assertThat(store().status(request.id())).isEmpty();
    assertThat(store().begin(task(request, 0), attempt(1))).isEqualTo(Admission.UNKNOWN_REQUEST);
    assertThat(store().findAll(request.taskIds())).isEmpty();
    store().discard(request.id());
    store().create(request);
    assertThat(statusOf(request).state()).isEqualTo(TaskState.ACCEPTED);
  }

  @Test
  default void attemptMarksTaskAndRequestAsRunning() {
    RequestRecord request = recorded(2);
    assertThat(store().begin(task(request, 1), attempt(1))).isEqualTo(Admission.RUN);
    RequestStatus status = statusOf(request);
    assertThat(status.state()).isEqualTo(TaskState.RUNNING);
    assertThat(status.started()).isNotNull();
    TaskResult running = otherStore().find(task(request, 1).id()).orElseThrow();
    assertThat(running.state()).isEqualTo(TaskState.RUNNING);
    assertThat(running.report().path("worker").asString()).isEqualTo("fra@test");
    assertThat(running.report().path("region").asString()).isEqualTo("fra");
    assertThat(running.finished()).isNull();
    assertThat(store().begin(task(request, 1), attempt(2))).isEqualTo(Admission.RUN);
    assertThat(store().begin(task(request, 0), attempt(1))).isEqualTo(Admission.RUN);
    assertThat(statusOf(request).started()).isEqualTo(status.started());
  }

  @Test
  default void finishedTaskMayNotRunAgain() {
    RequestRecord request = recorded(2);
    succeed(request, 0);
    assertThat(store().begin(task(request, 0), attempt(2))).isEqualTo(Admission.ALREADY_OVER);
    assertThat(store().begin(task(request, 1), attempt(1))).isEqualTo(Admission.RUN);
    fail(request, 1);
    assertThat(otherStore().begin(task(request, 1), attempt(2))).isEqualTo(Admission.ALREADY_OVER);
    assertThat(store().find(task(request, 0).id()).orElseThrow().state())
        .isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  default void taskOfNoRequestMayRun() {
    TaskRef task = loneTask();
    assertThat(store().begin(task, attempt(1))).isEqualTo(Admission.RUN);
    assertThat(store().find(task.id()).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
    assertThat(store().complete(task, success(task, "done"))).isTrue();
    assertThat(store().begin(task, attempt(2))).isEqualTo(Admission.ALREADY_OVER);
  }

  @Test
  default void progressIsShownUntilTheTaskIsOver() {
    RequestRecord request = recorded(1);
    TaskRef task = task(request, 0);
    store().begin(task, attempt(1));
    store().progress(task, 40, "halfway");
    store().progress(task, 45, "nearly");
    RequestStatus status = statusOf(request);
    assertThat(status.percent()).isEqualTo(45);
    assertThat(status.message()).isEqualTo("nearly");
    assertThat(status.state()).isEqualTo(TaskState.RUNNING);
    TaskResult running = store().find(task.id()).orElseThrow();
    assertThat(running.state()).isEqualTo(TaskState.RUNNING);
    assertThat(running.value().path("percent").asInt()).isEqualTo(45);
    assertThat(running.value().path("message").asString()).isEqualTo("nearly");
    TaskResult result = success(task, 1);
    store().complete(task, result);
    store().progress(task, 50, "too late");
    assertThat(store().find(task.id())).contains(result);
    assertThat(statusOf(request).percent()).isEqualTo(100);
    assertThat(statusOf(request).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  default void resultIsFoundAsItWasStored() {
    RequestRecord request = recorded(3);
    TaskResult rich =
        TaskResult.successful(
            task(request, 0).id(),
            Json.read("{\"a\":[1,2.5,null,true,\"ä €\"],\"b\":{\"c\":{}}}"),
            Json.object().put("region", "fra").put("bytesIn", 12_345_678_901L),
            StoreFixture.now());
    TaskResult failed =
        TaskResult.failed(
            task(request, 1).id(),
            new TaskFailure("SourceFailed", "503 of “x”", "dev.meridian", "at A\nat B"),
            Json.object(),
            StoreFixture.now());
    TaskResult nothing = success(task(request, 2), Json.nullNode());
    assertThat(store().complete(task(request, 0), rich)).isTrue();
    assertThat(store().complete(task(request, 1), failed)).isTrue();
    assertThat(store().complete(task(request, 2), nothing)).isTrue();
    assertThat(otherStore().find(rich.id())).contains(rich);
    assertThat(otherStore().find(failed.id())).contains(failed);
    assertThat(otherStore().find(nothing.id())).contains(nothing);
  }

  @Test
  default void nothingIsKnownOfAnUnknownTask() {
    RequestRecord request = recorded(2);
    succeed(request, 1);
    TaskId unknown = IDS.nextTask();
    assertThat(store().find(unknown)).isEmpty();
    Map<TaskId, TaskResult> found =
        store().findAll(List.of(unknown, task(request, 0).id(), task(request, 1).id()));
    assertThat(found).containsOnlyKeys(task(request, 1).id());
    assertThat(store().findAll(List.of())).isEmpty();
  }

  @Test
  default void firstTerminalResultWins() {
    RequestRecord request = recorded(2);
    TaskRef task = task(request, 0);
    TaskResult first = failure(task, "first");
    assertThat(store().complete(task, first)).isTrue();
    assertThat(otherStore().complete(task, success(task, "second"))).isFalse();
    assertThat(store().complete(task, first)).isFalse();
    assertThat(store().find(task.id())).contains(first);
    assertThat(store().parts(request.id(), 0, 10)).containsExactly(new Part(1, 0, first));
    assertThat(statusOf(request).done()).isEqualTo(1);
    assertThat(statusOf(request).failed()).isEqualTo(1);
  }

  @Test
  default void oneOfManyRacingResultsWins() throws InterruptedException, ExecutionException {
    int racers = 16;
    for (int round = 0; round < 20; round++) {
      RequestRecord request = recorded(2);
      TaskRef task = task(request, 0);
      var start = new CountDownLatch(1);
      List<Future<Boolean>> decided = new ArrayList<>();
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < racers; i++) {
          TaskResult result = success(task, i);
          var store = i % 2 == 0 ? store() : otherStore();
          decided.add(
              executor.submit(() -> {
                start.await();
                return store.complete(task, result);
              }));
        }
        start.countDown();
      }
      int winner = -1;
      for (int i = 0; i < racers; i++) {
        if (decided.get(i).get()) {
          assertThat(winner).as("another winner").isEqualTo(-1);
          winner = i;
        }
      }
      TaskResult stored = store().find(task.id()).orElseThrow();
      assertThat(stored.value().asInt()).isEqualTo(winner);
      assertThat(store().parts(request.id(), 0, 10)).hasSize(1);
      assertThat(statusOf(request).done()).isEqualTo(1);
    }
  }

  @Test
  default void partsComeInTheOrderInWhichTheyEnded() {
    RequestRecord request = recorded(5);
    List<Integer> order = List.of(3, 1, 4, 0, 2);
    order.forEach(n -> succeed(request, n));
    List<Part> all = otherStore().parts(request.id(), 0, 100);
    assertThat(all).extracting(Part::sequence).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(all).extracting(Part::index).containsExactlyElementsOf(order);
    assertThat(all).extracting(part -> part.result().value().asInt()).isEqualTo(order);
    assertThat(store().parts(request.id(), 2, 2)).isEqualTo(all.subList(2, 4));
    assertThat(store().parts(request.id(), 4, 10)).isEqualTo(all.subList(4, 5));
    assertThat(store().parts(request.id(), 5, 10)).isEmpty();
    assertThat(store().parts(IDS.nextRequest(), 0, 10)).isEmpty();
  }

  @Test
  default void requestIsOverWhenAllItsTasksAre() {
    RequestRecord request = recorded(4);
    store().begin(task(request, 0), attempt(1));
    succeed(request, 0);
    RequestStatus status = statusOf(request);
    assertThat(status.state()).isEqualTo(TaskState.RUNNING);
    assertThat(status.percent()).isEqualTo(25);
    assertThat(status.finished()).isNull();
    assertThat(status.expires()).isNull();
    succeed(request, 1);
    succeed(request, 2);
    succeed(request, 3);
    status = statusOf(request);
    assertThat(status.state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(status.percent()).isEqualTo(100);
    assertThat(status.finished()).isBetween(request.created(), StoreFixture.now().plusSeconds(1));
    assertThat(status.expires())
        .isBetween(request.created().plus(LONG), StoreFixture.now().plus(LONG).plusSeconds(1));
    assertThat(status.finishedIfOver()).isPresent();
  }

  @Test
  default void requestSucceedsWithEnoughSuccesses() {
    RequestRecord enough = recorded(StoreFixture.request("contract.min", 3, 2, LONG, LONG));
    fail(enough, 0);
    assertThat(statusOf(enough).state()).isEqualTo(TaskState.RUNNING);
    succeed(enough, 1);
    succeed(enough, 2);
    assertThat(statusOf(enough).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(statusOf(enough).failed()).isEqualTo(1);
    RequestRecord tooFew = recorded(StoreFixture.request("contract.min", 3, 2, LONG, LONG));
    succeed(tooFew, 0);
    fail(tooFew, 1);
    fail(tooFew, 2);
    assertThat(statusOf(tooFew).state()).isEqualTo(TaskState.FAILED);
    assertThat(statusOf(tooFew).failed()).isEqualTo(2);
    assertThat(statusOf(tooFew).done()).isEqualTo(3);
  }

  @Test
  default void resultOfAnUnrecordedRequestIsKeptAllTheSame() {
    RequestRecord request = StoreFixture.request("contract.lost", 2, 1, LONG, LONG);
    assertThat(succeed(request, 0)).isTrue();
    assertThat(store().find(task(request, 0).id())).isPresent();
    assertThat(store().status(request.id())).isEmpty();
    assertThat(store().parts(request.id(), 0, 10)).isEmpty();
  }

  @Test
  default void foreignResultBecomesAPartWhenItIsCompletedAgain() {
    RequestRecord request = recorded(2);
    TaskRef task = task(request, 1);
    store().begin(task, attempt(1));
    writeForeignResult(task.id(), Json.of("from python"));
    TaskResult found = store().find(task.id()).orElseThrow();
    assertThat(found.state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(found.value().asString()).isEqualTo("from python");
    assertThat(statusOf(request).done()).isZero();
    assertThat(store().begin(task, attempt(2))).isEqualTo(Admission.ALREADY_OVER);
    assertThat(store().complete(task, found)).isFalse();
    assertThat(store().complete(task, found)).isFalse();
    assertThat(store().parts(request.id(), 0, 10)).containsExactly(new Part(1, 1, found));
    assertThat(statusOf(request).done()).isEqualTo(1);
    succeed(request, 0);
    assertThat(statusOf(request).state()).isEqualTo(TaskState.SUCCESSFUL);
  }

  @Test
  default void foreignResultIsNotOverwritten() {
    RequestRecord request = recorded(1);
    TaskRef task = task(request, 0);
    writeForeignResult(task.id(), Json.of(1));
    assertThat(store().complete(task, failure(task, "late"))).isFalse();
    assertThat(store().find(task.id()).orElseThrow().value().asInt()).isEqualTo(1);
    assertThat(statusOf(request).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(statusOf(request).failed()).isZero();
  }

  @Test
  default void storeIsUpAndSaysWhereItIs() {
    assertThat(store().isUp()).isTrue();
    assertThat(store().address()).isNotBlank();
  }
}
