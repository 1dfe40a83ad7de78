package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.result.Listening;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.task.TaskId;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyProxy;
import dev.meridian.testing.RedisNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

final class RedisRecoveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofMinutes(10);

  @Test
  void resultAfterRestartWakesListenerFromBefore() throws Exception {
    try (RedisNode redis = RedisNode.launch();
        Store waiting = connect(redis.uri(), NEVER);
        Store storing = connect(redis.uri(), NEVER)) {
      TaskId task = Fixtures.task();
      try (Listening listening = waiting.results().listen(List.of(task), false)) {
        redis.kill();
        redis.start();
        Await.until("Redis is back", () -> completes(storing.results(), task));
        assertThat(listening.next(PATIENCE)).isPresent();
      }
    }
  }

  @Test
  void resultStoredWhileSubscriptionIsLostIsReadAfterwards() throws Exception {
    try (RedisNode redis = RedisNode.launch();
        FlakyProxy proxy = new FlakyProxy(redis.uri());
        Store waiting = connect(proxy.uri(), NEVER);
        Store storing = connect(redis.uri(), NEVER)) {
      List<TaskId> tasks = Fixtures.tasks(600);
      try (Listening listening = waiting.results().listen(tasks, false)) {
        proxy.silenceOpenConnections();
        for (TaskId task : tasks) {
          storing.results().complete(Fixtures.alone(task), Fixtures.success(task));
        }
        for (int i = 0; i < tasks.size(); i++) {
          assertThat(listening.next(PATIENCE)).isPresent();
        }
      }
    }
  }

  @Test
  void sweepFindsResultWhoseWakeUpWasLost() throws Exception {
    try (RedisNode redis = RedisNode.launch();
        Store store = connect(redis.uri(), Duration.ofMillis(100))) {
      TaskId task = Fixtures.task();
      try (Listening listening = store.results().listen(List.of(task), false)) {
        String document = "{\"status\": \"SUCCESS\", \"result\": 1}";
        redis.ctl("SET", "celery-task-meta-" + task, document);
        assertThat(listening.next(PATIENCE)).isPresent();
      }
    }
  }

  @Test
  void halfOpenPeerIsNoticedByTheWatchdog() {
    try (RedisNode redis = RedisNode.launch();
        FlakyProxy proxy = new FlakyProxy(redis.uri());
        Store store = connect(proxy.uri(), NEVER);
        Listening _ = store.results().listen(Fixtures.tasks(1), false)) {
      int before = proxy.accepted();
      proxy.silenceOpenConnections();
      Await.until(
          "both connections are made anew",
          () -> proxy.accepted() >= before + 2 && store.results().isUp());
    }
  }

  @Test
  void peerThatStopsReadingIsLeft() throws Exception {
    var accepted = new AtomicInteger();
    try (var door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greetAll(door, accepted));
      URI uri = URI.create("redis://127.0.0.1:" + door.getLocalPort());
      var config = RedisConfig.defaults(uri).withTimeout(Duration.ofMillis(100));
      try (var commands = new Commands(config, new SecureRandom())) {
        commands.send(new CommandArguments(Command.SET).key("key").add(new byte[64 << 20]));
        Await.until(
            "it is tried anew", () -> !commands.answers(config.timeout()) && accepted.get() > 1);
      }
    }
  }

  /// Answers the first PING of every connection and reads nothing more.
  private static void greetAll(ServerSocket door, AtomicInteger accepted) {
    List<Socket> open = new ArrayList<>();
    try {
      while (true) {
        Socket client = door.accept();
        open.add(client);
        client.getOutputStream().write("+PONG\r\n".getBytes(US_ASCII));
        accepted.incrementAndGet();
      }
    } catch (IOException closed) {
      assertThat(open).hasSize(accepted.get());
    }
  }

  @Test
  void callsFailInBoundedTimeWhileDownAndWorkAfterwards() {
    try (RedisNode redis = RedisNode.launch();
        Store store = connect(redis.uri(), NEVER)) {
      ResultStore results = store.results();
      assertThat(results.isUp()).isTrue();
      redis.kill();
      long started = System.nanoTime();
      assertThatThrownBy(() -> results.find(Fixtures.task()))
          .isInstanceOfSatisfying(StoreException.class, RedisRecoveryTest::isDown);
      assertThatThrownBy(() -> results.listen(Fixtures.tasks(1), false))
          .isInstanceOfSatisfying(StoreException.class, RedisRecoveryTest::isDown);
      assertThat(results.isUp()).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(PATIENCE);
      redis.start();
      Await.until("Redis is back", results::isUp);
      assertThat(results.find(Fixtures.task())).isEmpty();
    }
  }

  @Test
  void callMadeWhileDownWaitsForTheServer() throws Exception {
    try (RedisNode redis = RedisNode.launch()) {
      redis.stop();
      var config = RedisConfig.defaults(redis.uri()).withTimeout(PATIENCE);
      try (Store store = RedisStore.connect(config, Clock.systemUTC())) {
        List<Object> found = new CopyOnWriteArrayList<>();
        Thread caller =
            Thread.ofVirtual().start(() -> found.add(store.results().find(Fixtures.task())));
        redis.start();
        assertThat(caller.join(PATIENCE)).isTrue();
        assertThat(found).hasSize(1);
      }
    }
  }

  @Test
  void fullQueueFailsAtOnce() {
    try (RedisNode redis = RedisNode.launch()) {
      redis.freeze();
      var config = RedisConfig.defaults(redis.uri()).withMaxPending(2).withTimeout(PATIENCE);
      try (var commands = new Commands(config, new SecureRandom())) {
        List<Reply> waiting = new ArrayList<>();
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    waiting.add(commands.send(RequestState.read("key")));
                  }
                })
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("2 commands or ");
        redis.thaw();
        waiting.forEach(commands::await);
      }
    }
  }

  @Test
  void queueOfTooManyBytesFailsAtOnceButLetsOneLargeCommandPass() {
    try (RedisNode redis = RedisNode.launch()) {
      var config =
          RedisConfig.defaults(redis.uri()).withMaxPendingBytes(1_000).withTimeout(PATIENCE);
      try (var commands = new Commands(config, new SecureRandom())) {
        for (int i = 0; i < 10; i++) {
          commands.call(large());
        }
        redis.freeze();
        List<Reply> waiting = new ArrayList<>();
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    waiting.add(commands.send(large()));
                  }
                })
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("1000 bytes wait already");
        redis.thaw();
        waiting.forEach(commands::await);
        commands.call(large());
      }
    }
  }

  private static CommandArguments large() {
    return new CommandArguments(Command.SET).key("key").add(new byte[2_000]);
  }

  @Test
  void scriptsAreKnownAgainAfterTheServerForgotThem() {
    try (RedisNode redis = RedisNode.launch();
        Store store = connect(redis.uri(), NEVER)) {
      for (int round = 0; round < 2; round++) {
        TaskId task = Fixtures.task();
        assertThat(completes(store.results(), task)).isTrue();
        redis.ctl("SCRIPT", "FLUSH");
      }
    }
  }

  @Test
  void fullMemoryIsRefused() {
    try (RedisNode redis = RedisNode.launch("--maxmemory", "100kb");
        Store store = connect(redis.uri(), NEVER)) {
      TaskId task = Fixtures.task();
      assertThatThrownBy(
              () -> store.results().complete(Fixtures.alone(task), Fixtures.success(task)))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.REFUSED))
          .hasMessageContaining("OOM");
    }
  }

  @Test
  void wrongPasswordIsSaidButNotShown() {
    try (RedisNode redis = RedisNode.launch()) {
      redis.ctl("CONFIG", "SET", "requirepass", "right");
      URI wrong = URI.create("redis://:wr0ng@127.0.0.1:" + redis.port());
      try (Store store = connect(wrong, NEVER)) {
        assertThatThrownBy(() -> store.results().find(Fixtures.task()))
            .isInstanceOfSatisfying(StoreException.class, RedisRecoveryTest::isDown)
            .hasMessageContaining("WRONGPASS")
            .hasMessageNotContaining("wr0ng");
      }
      for (String user : List.of("", "default")) {
        URI right = URI.create("redis://" + user + ":right@127.0.0.1:" + redis.port() + "/3");
        try (Store store = connect(right, NEVER)) {
          assertThat(store.results().isUp()).isTrue();
        }
      }
    }
  }

  @Test
  void closedStoreFailsAtOnce() {
    try (RedisNode redis = RedisNode.launch()) {
      Store store = connect(redis.uri(), NEVER);
      store.close();
      assertThatThrownBy(() -> store.results().find(Fixtures.task()))
          .isInstanceOfSatisfying(StoreException.class, RedisRecoveryTest::isDown)
          .hasMessageContaining("closed");
    }
  }

  private static Store connect(URI uri, Duration sweep) {
    RedisConfig config =
        RedisConfig.defaults(uri)
            .withTimeout(Duration.ofSeconds(1))
            .withWatchdog(Duration.ofMillis(250))
            .withSweep(sweep);
    return RedisStore.connect(config, Clock.systemUTC());
  }

  private static boolean completes(ResultStore results, TaskId task) {
    try {
      return results.complete(Fixtures.alone(task), Fixtures.success(task));
    } catch (StoreException notYet) {
      return false;
    }
  }

  private static void isDown(StoreException e) {
    assertThat(e.kind()).isEqualTo(StoreException.Kind.DOWN);
  }
}
