package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The option `unique`, over HTTP.
final class UniqueTest {
  private static final String SIGN = "Meridian-Unique";
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

  private Reply gate(String mode, String... headers) {
    return execute("gate", "{\"key\": \"" + key + "\"" + mode + "}", headers);
  }

  private static Reply execute(String type, String unique, String... headers) {
    String body = "{\"inputs\": {\"n\": 1}, \"options\": {\"unique\": " + unique + "}}";
    return cluster.http.execute(type, body, headers);
  }

  private static String status(String location) {
    return cluster.http.get(location).json().path("status").asString();
  }

  @Test
  void earlierJobIsTheAnswerWhileItIsNotOver() {
    Reply first = gate("", "Prefer", "respond-async");
    Reply again = gate(", \"mode\": \"drop\"", "Prefer", "respond-async");
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header(SIGN)).isEmpty();
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header(SIGN)).isEqualTo("earlier");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));

    cluster.gate.release();
    assertThat(
            cluster.http.get(first.header("Location"), "Prefer", "wait=20").json().path("status"))
        .isEqualTo(Json.of("successful"));
    Reply next = gate("", "Prefer", "respond-async");
    assertThat(next.header(SIGN)).isEmpty();
    assertThat(next.header("Location")).isNotEqualTo(first.header("Location"));
    cluster.gate.release();
  }

  @Test
  void manyWhoAskAtOnceGetTheOneJob() {
    Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        executor.execute(() -> replies.add(gate("", "Prefer", "respond-async")));
      }
    }
    assertThat(replies).hasSize(40).allMatch(reply -> reply.status() == 201);
    assertThat(replies.stream().filter(reply -> reply.header(SIGN).isEmpty())).hasSize(1);
    assertThat(replies.stream().map(reply -> reply.header("Location")).distinct()).hasSize(1);
    cluster.gate.release();
    Reply end = cluster.http.get(replies.element().header("Location"), "Prefer", "wait=20");
    assertThat(end.json().path("status")).isEqualTo(Json.of("successful"));
  }

  @Test
  void thoseWhoWaitGetTheEarlierJobsResult() {
    int many = 40;
    String job = gate("", "Prefer", "respond-async").header("Location");
    Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        executor.execute(() -> replies.add(gate("", "Prefer", "wait=20")));
      }
      Await.until("all have a seat", () -> cluster.gateway.waiting() == many);
      // Whoever has a seat and has not asked yet when the job ends starts another one.
      cluster.gate.release(1 + many);
    }
    cluster.gate.drainPermits();
    assertThat(replies).hasSize(many).allMatch(reply -> reply.status() == 200);
    assertThat(replies.stream().map(Reply::body).distinct()).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.header(SIGN).equals("earlier")))
        .isNotEmpty()
        .anyMatch(reply -> reply.header("Link").contains(job));
  }

  @Test
  void earlierJobIsDismissedWithItsSuccessorsName() {
    String first = gate("", "Prefer", "respond-async").header("Location");
    Reply second = gate(", \"mode\": \"replace\"", "Prefer", "respond-async");
    String id = second.json().path("jobID").asString();
    assertThat(second.header(SIGN)).isEmpty();
    assertThat(status(first)).isEqualTo("dismissed");
    assertThat(cluster.http.get(first).json().path("message").asString())
        .isEqualTo("replaced by " + id);
    assertThat(cluster.http.get(first + "/results").problem()).isEqualTo("job-dismissed");
    cluster.gate.release(2);
    assertThat(cluster.http.get("/jobs/" + id, "Prefer", "wait=20").json().path("status"))
        .isEqualTo(Json.of("successful"));
  }

  @Test
  void lastOfSeveralDebouncedJobsRuns() {
    String wish = "{\"key\": \"" + key + "\", \"mode\": \"debounce\", \"wait\": \"1s\"}";
    String first = execute("fail", wish, "Prefer", "respond-async").header("Location");
    Instant begun = Instant.now();
    String last = execute("fail", wish, "Prefer", "respond-async").header("Location");
    assertThat(status(first)).isEqualTo("dismissed");
    Reply end = cluster.http.get(last, "Prefer", "wait=20");
    assertThat(end.json().path("status").asString()).isEqualTo("failed");
    assertThat(Instant.parse(end.json().path("started").asString()))
        .isAfterOrEqualTo(begun.plus(Duration.ofSeconds(1)));
  }

  @Test
  void uniqueEchoIsRecorded() {
    Reply reply =
        cluster.http.execute(
            "echo",
            "{\"inputs\":{\"stringInput\":\"x\"},\"options\":{\"unique\":{\"key\":\"%s\"}}}"
                .formatted(key));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Link")).contains("rel=\"monitor\"");
  }

  @Test
  void idempotencyKeyStandsForTheEarlierJobToo() {
    String first = gate("", "Prefer", "respond-async").header("Location");
    String[] headers = {"Prefer", "respond-async", "Idempotency-Key", key};
    assertThat(gate("", headers).header("Location")).isEqualTo(first);
    cluster.gate.release();
    cluster.http.get(first, "Prefer", "wait=20");
    assertThat(gate("", headers).header("Location")).isEqualTo(first);
  }

  @Test
  void wishesThatMakeNoSenseAreRefusedByPointer() {
    assertPointer("5", "/options/unique");
    assertPointer("{}", "/options/unique/key");
    assertPointer("{\"key\": 5}", "/options/unique/key");
    assertPointer("{\"key\": \"\"}", "/options/unique/key");
    assertPointer("{\"key\": \"k\", \"mdoe\": \"drop\"}", "/options/unique/mdoe");
    assertPointer("{\"key\": \"k\", \"mode\": \"last\"}", "/options/unique/mode");
    assertPointer("{\"key\": \"k\", \"wait\": 5}", "/options/unique/wait");
    assertPointer("{\"key\": \"k\", \"mode\": \"debounce\"}", "/options/unique/wait");
    for (String wait : List.of("0", "-1", "1e300", "\"soon\"", "\"5\"", "\"2d\"", "true", "600")) {
      String wish = "{\"key\": \"k\", \"mode\": \"debounce\", \"wait\": " + wait + "}";
      assertPointer(wish, "/options/unique/wait");
    }
  }

  private static void assertPointer(String unique, String pointer) {
    Reply reply = execute("gate", unique);
    assertThat(reply.status()).as(unique).isEqualTo(400);
    assertThat(reply.json().path("errors").get(0).path("pointer").asString())
        .as(reply.body())
        .isEqualTo(pointer);
  }
}
