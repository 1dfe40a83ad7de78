package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A request sent twice with one key is one job.
final class IdempotencyTest {
  private static final String HELLO = "{\"inputs\":{\"stringInput\":\"hello\"}}";
  private static TestCluster cluster;

  private final String key = UUID.randomUUID().toString();

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void repeatedRequestIsTheSameJob() {
    Reply first = execute("\"" + key + "\"", "respond-async");
    Reply again = execute(key, "respond-async");

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
  }

  @Test
  void repeatedSynchronousRequestGetsTheSameResult() {
    Reply first = execute(key, "x");
    Reply again = execute(key, "x");

    assertThat(first.status()).isEqualTo(200);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(Json.of("hello"));
    assertThat(first.header("Link")).isNotEmpty().isEqualTo(again.header("Link"));
  }

  @Test
  void keyIsGoodForOneBodyOnly() {
    execute(key, "respond-async");
    Reply other =
        cluster.http.execute(
            "echo", "{\"inputs\":{\"stringInput\":\"other\"}}", "Idempotency-Key", key);
    Reply otherType = cluster.http.execute("gate", HELLO, "Idempotency-Key", key);

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.problem()).isEqualTo("idempotency-mismatch");
    assertThat(otherType.status()).isEqualTo(422);
  }

  @Test
  void refusedRequestLeavesTheKeyUnused() {
    cluster.http.execute("echo", "{}", "Idempotency-Key", key);

    assertThat(execute(key, "x").status()).isEqualTo(200);
  }

  @Test
  void keyOutlivesAJobThatRunsLongerThanItsResultsAreKept() {
    String body = "{\"options\":{\"resultTtl\":0.1}}";
    Reply first = async("gate", body);
    try {
      Await.holds(
          "the key stands for the job under way",
          Duration.ofMillis(300),
          () -> async("gate", body).header("Location").equals(first.header("Location")));
    } finally {
      cluster.gate.release();
    }
  }

  @Test
  void concurrentRequestsMakeOneJob() throws Exception {
    List<Reply> replies = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        running.add(threads.submit(() -> replies.add(execute(key, "respond-async"))));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    Set<String> jobs =
        replies.stream()
            .filter(r -> r.status() == 201)
            .map(r -> r.header("Location"))
            .collect(Collectors.toSet());

    assertThat(jobs).hasSize(1);
    assertThat(replies).hasSize(32).allMatch(r -> r.status() == 201 || r.status() == 409);
    Reply last = execute(key, "respond-async");
    assertThat(last.header("Location")).isEqualTo(jobs.iterator().next());
  }

  private Reply async(String type, String body) {
    return cluster.http.execute(type, body, "Idempotency-Key", key, "Prefer", "respond-async");
  }

  private static Reply execute(String key, String prefer) {
    return cluster.http.execute("echo", HELLO, "Idempotency-Key", key, "Prefer", prefer);
  }
}
