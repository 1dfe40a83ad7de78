package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Parts come as they end, none twice and none lost.
final class PartsTest {
  private final TestCluster cluster = new TestCluster();
  private final Http http = cluster.http;

  @AfterEach
  void stop() {
    cluster.close();
  }

  private JsonNode parts(String id, String query, String... headers) {
    Reply reply = http.get("/jobs/" + id + "/parts" + query, headers);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void partsTellWhoDidWhat() {
    String id = http.job("fetch", "{\"inputs\":{\"sources\":[\"fra-1\",\"bad-1\"]}}");
    http.get("/jobs/" + id, "Prefer", "wait=10");
    JsonNode page = parts(id, "");

    assertThat(page.path("complete").asBoolean()).isTrue();
    assertThat(page.path("done").asInt()).isEqualTo(2);
    assertThat(page.path("total").asInt()).isEqualTo(2);
    assertThat(page.path("next").asString()).isEqualTo("2");
    for (JsonNode part : page.path("parts")) {
      assertThat(part.path("region").asString()).isEqualTo("fra");
      assertThat(part.path("worker").asString()).isEqualTo("test@fra");
      assertThat(part.path("attempt").asInt()).isEqualTo(1);
      assertThat(part.path("report").toString()).isEqualTo("{\"bytesIn\":42}");
      boolean good = part.path("label").asString().equals("fra-1");
      assertThat(part.path("status").asString()).isEqualTo(good ? "successful" : "failed");
      assertThat(part.has("value")).isEqualTo(good);
      assertThat(part.has("error")).isEqualTo(!good);
    }
  }

  @Test
  void cursorGoesThroughAllPartsOnce() {
    String sources = "\"fra-1\",".repeat(49) + "\"sin-1\"";
    String id = http.job("fetch", "{\"inputs\":{\"sources\":[" + sources + "]}}");
    List<String> tasks = new ArrayList<>();
    String after = "0";
    boolean complete = false;
    while (!complete) {
      JsonNode page = parts(id, "?limit=7&after=" + after, "Prefer", "wait=10");
      assertThat(page.path("parts").size()).isLessThanOrEqualTo(7);
      page.path("parts").forEach(part -> tasks.add(part.path("task").asString()));
      after = page.path("next").asString();
      complete = page.path("complete").asBoolean();
    }

    assertThat(tasks).hasSize(50);
    assertThat(new HashSet<>(tasks)).hasSize(50);
  }

  @Test
  void longPollWakesWithTheNextPart() throws InterruptedException {
    String id = http.job("gate", "{\"inputs\":{\"a\":1}}");
    assertThat(parts(id, "").path("parts").isEmpty()).isTrue();
    List<JsonNode> pages = new ArrayList<>();
    Thread client =
        Thread.startVirtualThread(() -> pages.add(parts(id, "?after=0", "Prefer", "wait=30")));
    Await.until(
        "it runs",
        () -> http.get("/jobs/" + id).json().path("status").asString().equals("running"));

    cluster.gate.release();
    client.join();
    assertThat(pages.getFirst().path("parts").get(0).path("value").path("a").asInt()).isEqualTo(1);
    assertThat(pages.getFirst().path("complete").asBoolean()).isTrue();
  }

  @Test
  void longPollEndsEmptyWhenItsTimeIsUp() {
    String id = http.job("gate", "{}");
    Reply reply = http.get("/jobs/" + id + "/parts", "Prefer", "wait=1");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Preference-Applied")).isEqualTo("wait=1");
    assertThat(reply.json().path("parts").isEmpty()).isTrue();
    assertThat(reply.json().path("complete").asBoolean()).isFalse();
    assertThat(reply.json().path("next").asString()).isEqualTo("0");
  }

  @Test
  void longPollBeyondTheEndAnswersAtOnce() {
    String id = http.job("fetch", "{\"inputs\":{\"source\":\"fra-1\"}}");
    http.get("/jobs/" + id, "Prefer", "wait=10");
    JsonNode page = parts(id, "?after=1", "Prefer", "wait=30");

    assertThat(page.path("parts").isEmpty()).isTrue();
    assertThat(page.path("complete").asBoolean()).isTrue();
  }

  @Test
  void pollPassesByPartsWhoseDocumentsAreGone() {
    try (TestCluster small = TestCluster.keeping(3)) {
      String id = small.http.job("fetch", "{\"inputs\":{\"sources\":[\"fra-1\",\"sin-1\"]}}");
      small.http.get("/jobs/" + id, "Prefer", "wait=10");
      for (int i = 0; i < 3; i++) {
        TaskRef other = new TaskRef(new TaskId("other-" + i), null, Duration.ofHours(1));
        small
            .store
            .results()
            .complete(
                other,
                TaskResult.successful(other.id(), Json.nullNode(), Json.object(), Instant.now()));
      }
      JsonNode page = small.http.get("/jobs/" + id + "/parts?limit=1").json();

      assertThat(page.path("parts").isEmpty()).isTrue();
      assertThat(page.path("next").asString()).isEqualTo("1");
      assertThat(page.path("complete").asBoolean()).isFalse();
      page = small.http.get("/jobs/" + id + "/parts?after=1").json();
      assertThat(page.path("next").asString()).isEqualTo("2");
      assertThat(page.path("complete").asBoolean()).isTrue();
    }
  }

  @Test
  void longPollOfJobThatIsDismissedMeanwhileIsRefusedToo() throws InterruptedException {
    String id = http.job("gate", "{}");
    List<Reply> replies = new ArrayList<>();
    Thread client =
        Thread.startVirtualThread(
            () -> replies.add(http.get("/jobs/" + id + "/parts", "Prefer", "wait=30")));
    Await.until("it waits", () -> cluster.gateway.waiting() == 1);

    http.delete("/jobs/" + id);
    client.join();
    assertThat(replies.getFirst().problem()).isEqualTo("job-dismissed");
  }

  @Test
  void longPollWithOldPartsBehindItWaitsForNewOnes() throws InterruptedException {
    cluster.worker.handle(
        "fetch",
        (input, _) -> {
          if (input.path("source").asString().equals("sin-1")) {
            cluster.gate.acquire();
          }
          return input;
        });
    String id = http.job("fetch", "{\"inputs\":{\"sources\":[\"fra-1\",\"sin-1\",\"iad-1\"]}}");
    Await.until("two are done", () -> parts(id, "").path("done").asInt() == 2);
    List<JsonNode> pages = new ArrayList<>();
    Thread client =
        Thread.startVirtualThread(() -> pages.add(parts(id, "?after=2", "Prefer", "wait=30")));

    cluster.gate.release();
    client.join();
    assertThat(pages.getFirst().path("parts").valueStream().map(p -> p.path("label").asString()))
        .containsExactly("sin-1");
  }
}
