package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.testing.Await;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A gateway that is about to stop, and one that is full.
final class DrainTest {
  @Test
  void whoWaitsGetsAnAnswerBeforeTheGatewayStops() throws InterruptedException {
    try (TestCluster cluster = new TestCluster(limits -> limits.withDrain(Duration.ZERO))) {
      String job = cluster.http.job("gate", "{}");
      Map<String, Reply> replies = new ConcurrentHashMap<>();
      Http http = cluster.http;
      List<Thread> clients =
          List.of(
              client(replies, "wait", () -> http.execute("gate", "{}", "Prefer", "wait=50")),
              client(replies, "sync", () -> http.execute("gate", "{}")),
              client(replies, "job", () -> http.get("/jobs/" + job, "Prefer", "wait=50")),
              client(
                  replies, "parts", () -> http.get("/jobs/" + job + "/parts", "Prefer", "wait=50")),
              client(
                  replies,
                  "results",
                  () -> http.get("/jobs/" + job + "/results", "Prefer", "wait=50")),
              client(
                  replies,
                  "call",
                  () -> http.execute("echo", "{\"inputs\":{\"stringInput\":\"x\",\"pause\":50}}")));
      Await.until("all wait", () -> cluster.gateway.waiting() == clients.size());

      cluster.gateway.drain();
      for (Thread client : clients) {
        client.join();
      }
      assertThat(reply(replies, "wait").status()).isEqualTo(201);
      assertThat(reply(replies, "sync").status()).isEqualTo(201);
      assertThat(reply(replies, "job").status()).isEqualTo(200);
      assertThat(reply(replies, "job").header("Connection")).isEqualTo("close");
      assertThat(reply(replies, "parts").status()).isEqualTo(200);
      assertThat(reply(replies, "results").problem()).isEqualTo("result-not-ready");
      assertThat(reply(replies, "call").status()).isEqualTo(503);
      assertThat(reply(replies, "call").header("Retry-After")).isNotEmpty();
      assertThatThrownBy(() -> cluster.http.get("/healthz"))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  private static Reply reply(Map<String, Reply> replies, String name) {
    return Objects.requireNonNull(replies.get(name), name);
  }

  private interface Call {
    Reply run();
  }

  private static Thread client(Map<String, Reply> replies, String name, Call call) {
    return Thread.startVirtualThread(() -> replies.put(name, call.run()));
  }

  @Test
  void drainingGatewayIsNotReadyButStillAnswers() throws InterruptedException {
    try (TestCluster cluster =
        new TestCluster(limits -> limits.withDrain(Duration.ofSeconds(30)))) {
      List<Reply> replies = new ArrayList<>();
      Thread client =
          Thread.startVirtualThread(() -> replies.add(cluster.http.execute("gate", "{}")));
      Await.until("it waits", () -> cluster.gateway.waiting() == 1);
      Thread drain = Thread.startVirtualThread(cluster.gateway::drain);
      Await.until("it is not ready", () -> cluster.http.get("/readyz").status() == 503);

      assertThat(cluster.http.get("/readyz").json().path("draining").asBoolean()).isTrue();
      assertThat(cluster.http.get("/healthz").status()).isEqualTo(200);
      cluster.gate.release();
      client.join();
      drain.join();
      assertThat(replies.getFirst().status()).isEqualTo(200);
    }
  }

  private static int jobs(TestCluster cluster) {
    return cluster.http.get("/jobs").json().path("jobs").size();
  }

  @Test
  void oneWaiterTooManyIsToldToComeBack() throws InterruptedException {
    try (TestCluster cluster = new TestCluster(limits -> limits.withWaiting(2))) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        clients.add(Thread.startVirtualThread(() -> cluster.http.execute("gate", "{}")));
      }
      Await.until("both wait", () -> cluster.gateway.waiting() == 2);
      Await.until("both have a job", () -> jobs(cluster) == 2);
      Reply third = cluster.http.execute("gate", "{}");

      assertThat(third.status()).isEqualTo(503);
      assertThat(third.problem()).isEqualTo("too-many-waiting");
      assertThat(third.header("Retry-After")).isEqualTo("5");
      assertThat(jobs(cluster)).isEqualTo(2);
      assertThat(cluster.http.get("/healthz").status()).isEqualTo(200);
      cluster.gate.release(2);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(cluster.gateway.waiting()).isZero();
    }
  }

  @Test
  void thousandClientsWaitAtATime() throws InterruptedException {
    int many = 1_000;
    try (TestCluster cluster = new TestCluster()) {
      String id = cluster.http.job("gate", "{}");
      List<Thread> clients = new ArrayList<>();
      Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
      CountDownLatch over = new CountDownLatch(many);
      for (int i = 0; i < many; i++) {
        clients.add(
            Thread.startVirtualThread(() -> {
              Reply reply = cluster.http.get("/jobs/" + id + "/results", "Prefer", "wait=50");
              statuses.merge(reply.status(), 1, Integer::sum);
              over.countDown();
            }));
      }
      Await.until("all wait", Duration.ofSeconds(40), () -> cluster.gateway.waiting() == many);

      assertThat(cluster.http.get("/healthz").status()).isEqualTo(200);
      cluster.gate.release();
      over.await();
      for (Thread client : clients) {
        client.join();
      }
      assertThat(statuses).containsExactly(Map.entry(200, many));
    }
  }
}
