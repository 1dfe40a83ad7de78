package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.result.Listening;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyProxy;
import dev.meridian.testing.RedisNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplyChannelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofMinutes(10);

  private RedisNode redis;

  @BeforeEach
  void launch() {
    redis = RedisNode.launch();
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void manyTasksShareOneSubscription() throws Exception {
    try (Store waiting = connect();
        Store storing = connect()) {
      List<TaskId> tasks = Fixtures.tasks(1_000);
      try (Listening listening = waiting.results().listenForReplies(tasks)) {
        String replyTo = Objects.requireNonNull(waiting.results().replyTo());
        for (TaskId task : tasks) {
          complete(storing.results(), task, replyTo);
        }
        assertThat(channels(replyTo)).isEqualTo(1);
        // Those of the first listeners end with the next batch of subscriptions.
        assertThat(channels("celery-task-meta-*")).isLessThanOrEqualTo(2);
        for (int i = 0; i < tasks.size(); i++) {
          assertThat(listening.next(PATIENCE)).isPresent();
        }
      }
    }
  }

  @Test
  void silenceMakesItSubscribeToWhatIsLeft() throws Exception {
    try (Store waiting = connect();
        Store storing = connect()) {
      List<TaskId> tasks = Fixtures.tasks(3);
      try (Listening listening = waiting.results().listenForReplies(tasks)) {
        complete(storing.results(), tasks.get(0), waiting.results().replyTo());
        assertThat(listening.next(PATIENCE)).isPresent();
        complete(storing.results(), tasks.get(1), null);
        assertThat(listening.next(PATIENCE)).isPresent();
        assertThat(listening.next(Duration.ofMillis(10))).isEmpty();
        Await.until("one is left", () -> channels("celery-task-meta-*") == 1);
      }
      assertThat(waiting.results().listenForReplies(List.of()).next(PATIENCE)).isEmpty();
    }
  }

  @Test
  void messageCannotMakeAWorkerPublishAnywhere() throws Exception {
    try (Store waiting = connect();
        Store storing = connect()) {
      TaskId task = Fixtures.task();
      TaskId other = Fixtures.task();
      try (Listening listening = waiting.results().listen(List.of(other), false)) {
        complete(storing.results(), task, Keys.document(other));
        assertThat(listening.next(Duration.ofMillis(200))).isEmpty();
      }
    }
  }

  @Test
  void replySentWhileTheConnectionIsLostIsReadAfterwards() throws Exception {
    try (FlakyProxy proxy = new FlakyProxy(redis.uri());
        Store waiting = connected(config(proxy.uri()));
        Store storing = connect()) {
      List<TaskId> tasks = Fixtures.tasks(300);
      try (Listening listening = waiting.results().listenForReplies(tasks)) {
        proxy.silenceOpenConnections();
        for (TaskId task : tasks) {
          complete(storing.results(), task, waiting.results().replyTo());
        }
        for (int i = 0; i < tasks.size(); i++) {
          assertThat(listening.next(PATIENCE)).isPresent();
        }
      }
    }
  }

  @Test
  void nobodyCountsOnRepliesWhileRedisIsDown() throws Exception {
    try (Store store = connect()) {
      ResultStore results = store.results();
      TaskId before = Fixtures.task();
      try (Listening listening = results.listenForReplies(List.of(before))) {
        redis.kill();
        assertThat(listening.next(Duration.ofMillis(300))).isEmpty();
        assertThatThrownBy(() -> results.listenForReplies(Fixtures.tasks(1)))
            .isInstanceOf(StoreException.class);
        redis.start();
        Await.until("Redis is back", results::isUp);
        complete(results, before, results.replyTo());
        assertThat(listening.next(PATIENCE)).isPresent();
      }
    }
  }

  private Store connect() {
    return connected(config(redis.uri()));
  }

  /// A store that has a connection, on which the next listener may count.
  private static Store connected(RedisConfig config) {
    Store store = RedisStore.connect(config, Clock.systemUTC());
    store.results().listen(Fixtures.tasks(1), false).close();
    return store;
  }

  private static RedisConfig config(URI uri) {
    return RedisConfig.defaults(uri)
        .withTimeout(Duration.ofSeconds(2))
        .withWatchdog(Duration.ofMillis(200))
        .withSweep(NEVER);
  }

  private static void complete(ResultStore store, TaskId task, @Nullable String replyTo) {
    store.complete(new TaskRef(task, null, Duration.ofHours(1), replyTo), Fixtures.success(task));
  }

  @Test
  void firstListenersDoNotWaitForEachOther() throws Exception {
    redis.freeze();
    try (Store store = RedisStore.connect(config(redis.uri()), Clock.systemUTC())) {
      long began = System.nanoTime();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        callers.add(Thread.ofVirtual().start(() -> isRefused(store.results())));
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    } finally {
      redis.thaw();
    }
  }

  private static void isRefused(ResultStore results) {
    assertThatThrownBy(() -> results.listenForReplies(Fixtures.tasks(1)))
        .isInstanceOf(StoreException.class);
  }

  private long channels(String pattern) {
    return redis.ctl("PUBSUB", "CHANNELS", pattern).lines().filter(l -> !l.isBlank()).count();
  }
}
