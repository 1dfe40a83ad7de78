package dev.meridian.testing;

import static dev.meridian.testing.StoreFixture.attempt;
import static dev.meridian.testing.StoreFixture.loneTask;
import static dev.meridian.testing.StoreFixture.success;
import static dev.meridian.testing.StoreFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.json.Json;
import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Waiting for results: no wake-up is missed (I6).
interface ListenContract extends StoreFixture {
  /// How long a wake-up may take on a loaded machine.
  Duration PATIENCE = Duration.ofSeconds(20);

  /// How long to look whether something comes that should not.
  Duration QUIET = Duration.ofMillis(300);

  @Test
  default void resultStoredAfterListeningIsHeard() throws InterruptedException {
    RequestRecord request = recorded(1);
    try (Listening listening = otherStore().listen(request.taskIds(), false)) {
      assertThat(listening.next(Duration.ZERO)).isEmpty();
      store().begin(task(request, 0), attempt(1));
      store().progress(task(request, 0), 10, "not over yet");
      assertThat(listening.next(QUIET)).isEmpty();
      TaskResult result = success(task(request, 0), 1);
      store().complete(task(request, 0), result);
      assertThat(listening.next(PATIENCE)).contains(result);
    }
  }

  @Test
  default void repliesAreHeardAndSoAreResultsThatAreNone() throws InterruptedException {
    RequestRecord request = recorded(3);
    try (Listening listening = otherStore().listenForReplies(request.taskIds())) {
      TaskRef told = task(request, 0);
      TaskResult reply = success(told, 1);
      store()
          .complete(
              new TaskRef(told.id(), told.request(), told.resultTtl(), otherStore().replyTo()),
              reply);
      assertThat(listening.next(PATIENCE)).contains(reply);
      succeed(request, 1);
      assertThat(listening.next(PATIENCE)).map(TaskResult::id).contains(task(request, 1).id());
      assertThat(listening.next(QUIET)).isEmpty();
      succeed(request, 2);
      assertThat(listening.next(PATIENCE)).map(TaskResult::id).contains(task(request, 2).id());
      assertThat(listening.next(PATIENCE)).isEmpty();
    }
  }

  @Test
  default void pastResultIsHeardIfAskedFor() throws InterruptedException {
    RequestRecord request = recorded(2);
    succeed(request, 0);
    store().begin(task(request, 1), attempt(1));
    try (Listening past = store().listen(request.taskIds(), true);
        Listening later = store().listen(List.of(task(request, 1).id()), false)) {
      assertThat(past.next(Duration.ZERO)).map(TaskResult::id).contains(task(request, 0).id());
      assertThat(past.next(QUIET)).isEmpty();
      succeed(request, 1);
      assertThat(past.next(PATIENCE)).map(TaskResult::id).contains(task(request, 1).id());
      assertThat(later.next(PATIENCE)).map(TaskResult::id).contains(task(request, 1).id());
    }
  }

  @Test
  default void resultsComeOnceInTheOrderTheyBecameKnown() throws InterruptedException {
    RequestRecord request = recorded(5);
    List<Integer> order = List.of(4, 0, 3, 1, 2);
    try (Listening listening = store().listen(request.taskIds(), true)) {
      for (int n : order) {
        succeed(request, n);
        succeed(request, n);
      }
      for (int n : order) {
        TaskResult heard = listening.next(PATIENCE).orElseThrow();
        assertThat(heard.value().asInt()).isEqualTo(n);
      }
      long started = System.nanoTime();
      assertThat(listening.next(PATIENCE)).isEmpty();
      assertThat(System.nanoTime() - started).isLessThan(PATIENCE.toNanos() / 4);
    }
  }

  @Test
  default void nextGivesUpAfterItsTimeout() throws InterruptedException {
    try (Listening listening = store().listen(List.of(IDS.nextTask()), true)) {
      long started = System.nanoTime();
      assertThat(listening.next(QUIET)).isEmpty();
      assertThat(System.nanoTime() - started)
          .isBetween(QUIET.toNanos(), QUIET.plusSeconds(5).toNanos());
    }
  }

  @Test
  default void othersResultsAreNotHeard() throws InterruptedException {
    TaskRef mine = loneTask();
    TaskRef other = loneTask();
    try (Listening listening = store().listen(List.of(mine.id()), true)) {
      store().complete(other, success(other, 1));
      assertThat(listening.next(QUIET)).isEmpty();
    }
  }

  @Test
  default void foreignResultIsHeard() throws InterruptedException {
    TaskId task = IDS.nextTask();
    try (Listening listening = store().listen(List.of(task), false)) {
      writeForeignResult(task, Json.of("hello"));
      TaskResult heard = listening.next(PATIENCE).orElseThrow();
      assertThat(heard.value().asString()).isEqualTo("hello");
    }
  }

  @Test
  default void everyListenerOfATaskHears() throws InterruptedException {
    TaskRef task = loneTask();
    Listening closed = store().listen(List.of(task.id()), true);
    closed.close();
    closed.close();
    try (Listening second = store().listen(List.of(task.id()), false);
        Listening third = otherStore().listen(List.of(task.id()), true)) {
      store().complete(task, success(task, 1));
      assertThat(second.next(PATIENCE)).isPresent();
      assertThat(third.next(PATIENCE)).isPresent();
    }
  }

  @Test
  default void interruptEndsTheWait() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        Listening listening = store().listen(List.of(IDS.nextTask()), true)) {
      var thread = new Thread[1];
      var waiting = new CountDownLatch(1);
      Future<?> wait =
          executor.submit(() -> {
            thread[0] = Thread.currentThread();
            waiting.countDown();
            assertThatThrownBy(() -> listening.next(PATIENCE))
                .isInstanceOf(InterruptedException.class);
          });
      waiting.await();
      thread[0].interrupt();
      wait.get();
    }
  }

  @Test
  default void noWakeUpIsLostWhenListeningRacesWithCompleting() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 500; round++) {
        TaskRef task = loneTask();
        var barrier = new CyclicBarrier(2);
        Future<Boolean> completed =
            executor.submit(() -> {
              barrier.await();
              return store().complete(task, success(task, 1));
            });
        barrier.await();
        try (Listening listening = otherStore().listen(List.of(task.id()), true)) {
          assertThat(listening.next(PATIENCE)).as("round %d", round).isPresent();
          assertThat(listening.next(Duration.ZERO)).as("twice, round %d", round).isEmpty();
        }
        assertThat(completed.get()).isTrue();
      }
    }
  }

  @Test
  default void nothingStoredRightAfterListeningIsMissed() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      TaskRef task = loneTask();
      try (Listening listening = store().listen(List.of(task.id()), false)) {
        otherStore().complete(task, success(task, 1));
        assertThat(listening.next(PATIENCE)).as("round %d", round).isPresent();
      }
    }
  }

  @Test
  default void thousandWaitersAreAllWoken() throws Exception {
    List<TaskRef> tasks = IntStream.range(0, 1_000).mapToObj(i -> loneTask()).toList();
    List<Future<TaskResult>> heard = new ArrayList<>();
    var listening = new CountDownLatch(tasks.size());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (TaskRef task : tasks) {
        heard.add(
            executor.submit(() -> {
              try (Listening one = store().listen(List.of(task.id()), true)) {
                listening.countDown();
                return one.next(PATIENCE.multipliedBy(2)).orElseThrow();
              }
            }));
      }
      listening.await();
      for (int i = 0; i < tasks.size(); i++) {
        TaskRef task = tasks.get(i);
        TaskResult result = success(task, i);
        executor.execute(() -> otherStore().complete(task, result));
      }
    }
    for (int i = 0; i < tasks.size(); i++) {
      assertThat(heard.get(i).get().value().asInt()).isEqualTo(i);
    }
  }

  @Test
  default void oneWaiterHearsOfAThousandTasks() throws Exception {
    RequestRecord request = recorded(1_000);
    for (int n = 0; n < 100; n++) {
      succeed(request, n);
    }
    Set<TaskId> heard = new HashSet<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        Listening listening = otherStore().listen(request.taskIds(), true)) {
      for (int n = 100; n < 1_000; n++) {
        int task = n;
        executor.execute(() -> succeed(request, task));
      }
      while (heard.size() < 1_000) {
        heard.add(listening.next(PATIENCE).orElseThrow().id());
      }
    }
    assertThat(heard).containsExactlyInAnyOrderElementsOf(request.taskIds());
    assertThat(statusOf(request).done()).isEqualTo(1_000);
  }
}
