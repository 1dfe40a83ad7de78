package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.result.TaskRef;
import dev.meridian.task.RequestId;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The life of jobs as their clients see it.
final class JobsTest {
  private final TestCluster cluster = new TestCluster();
  private final Http http = cluster.http;

  @BeforeEach
  void isReady() {
    assertThat(http.get("/readyz").status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private String echoed() {
    String id = http.job("echo", "{\"inputs\":{\"stringInput\":\"x\"}}");
    JsonNode job = http.get("/jobs/" + id, "Prefer", "wait=10").json();
    assertThat(job.path("status").asString()).isEqualTo("successful");
    return id;
  }

  private static List<String> rels(JsonNode document) {
    return document.path("links").valueStream().map(l -> l.path("rel").asString()).toList();
  }

  @Test
  void jobTellsHowItStands() {
    String id = http.job("gate", "{\"inputs\":{\"a\":1}}");
    Await.until(
        "it runs",
        () -> http.get("/jobs/" + id).json().path("status").asString().equals("running"));
    Reply reply = http.get("/jobs/" + id);
    JsonNode running = reply.json();

    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    assertThat(running.path("jobID").asString()).isEqualTo(id);
    assertThat(running.path("id").asString()).isEqualTo(id);
    assertThat(running.path("progress").asInt()).isZero();
    assertThat(Instant.parse(running.path("started").asString()))
        .isAfterOrEqualTo(Instant.parse(running.path("created").asString()));
    assertThat(running.has("finished")).isFalse();
    assertThat(rels(running)).contains("self", "monitor").doesNotContain(Links.OGC + "results");
    assertThat(running.path("regions").get(0).path("total").asInt()).isEqualTo(1);
    cluster.gate.release();
    JsonNode over = http.get("/jobs/" + id, "Prefer", "wait=10").json();
    assertThat(over.path("status").asString()).isEqualTo("successful");
    assertThat(over.path("progress").asInt()).isEqualTo(100);
    assertThat(over.path("expires").asString()).isNotEmpty();
    assertThat(rels(over)).contains(Links.OGC + "results");
  }

  @Test
  void failedJobLinksToItsException() {
    String id = http.job("fail", "{\"inputs\":{\"failure\":\"SourceRefused\"}}");
    JsonNode job = http.get("/jobs/" + id, "Prefer", "wait=10").json();

    assertThat(job.path("status").asString()).isEqualTo("failed");
    assertThat(rels(job)).contains(Links.OGC + "exceptions");
    assertThat(http.get("/jobs/" + id + "/results").status()).isEqualTo(502);
  }

  @Test
  void messageTellsOfProgressAndInTheEndWhatCameOfTheTasks() {
    String id = http.job("gate", "{}");
    Await.until("it runs", () -> jobs("?status=running").contains(id));
    RequestId request = new RequestId(id);
    TaskRef task = new TaskRef(request.only(), request, Duration.ofHours(1));
    cluster.store.results().progress(task, 50, "half of it");
    assertThat(http.get("/jobs/" + id).json().path("message").asString()).isEqualTo("half of it");

    cluster.gate.release();
    assertThat(http.get("/jobs/" + id, "Prefer", "wait=10").json().has("message")).isFalse();
    String two = http.job("fetch", "{\"inputs\":{\"sources\":[\"fra-1\",\"bad-1\"]}}");
    JsonNode over = http.get("/jobs/" + two, "Prefer", "wait=10").json();
    assertThat(over.path("message").asString()).isEqualTo("1 of 2 tasks successful");
  }

  @Test
  void unreadableRecordIsOurFaultAndLogged() {
    String id = echoed();
    cluster.store.cache().put("form:" + id, "{".getBytes(UTF_8), Duration.ofHours(1));
    Reply reply = http.get("/jobs/" + id + "/results");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.problem()).isEqualTo("internal");
    assertThat(reply.json().path("log").asString()).isNotEmpty();
  }

  @Test
  void resultsAreNotReadyBeforeTheEnd() {
    String id = http.job("gate", "{}");
    Reply early = http.get("/jobs/" + id + "/results");

    assertThat(early.status()).isEqualTo(404);
    assertThat(early.json().path("type").asString())
        .isEqualTo("http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready");
    assertThat(early.header("Retry-After")).isEqualTo("1");
    assertThat(http.get("/jobs/" + id + "/results", "Prefer", "wait=0").status()).isEqualTo(404);
    cluster.gate.release();
    assertThat(http.get("/jobs/" + id + "/results", "Prefer", "wait=10").status()).isEqualTo(200);
  }

  @Test
  void outputsCanBeHadOneByOne() {
    String id = echoed();

    assertThat(http.get("/jobs/" + id + "/results/stringInput").json()).isEqualTo(Json.of("x"));
    assertThat(http.get("/jobs/" + id + "/results?outputs=stringInput").json())
        .isEqualTo(Json.of("x"));
    assertThat(http.get("/jobs/" + id + "/results/arrayInput").problem())
        .isEqualTo("no-such-output");
    assertThat(http.get("/jobs/" + id + "/results/nothing").problem()).isEqualTo("no-such-output");
    assertThat(http.get("/jobs/" + id + "/results?outputs=nothing").problem())
        .isEqualTo("invalid-parameter");
  }

  @Test
  void runningJobIsDismissedOnce() {
    String id = http.job("gate", "{}");
    Reply first = http.delete("/jobs/" + id);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().path("status").asString()).isEqualTo("dismissed");
    assertThat(rels(first.json())).contains("up");
    Reply again = http.delete("/jobs/" + id);
    assertThat(again.status()).isEqualTo(410);
    assertThat(again.problem()).isEqualTo("job-dismissed");
    assertThat(http.get("/jobs/" + id).json().path("status").asString()).isEqualTo("dismissed");
    assertThat(http.get("/jobs/" + id + "/results").status()).isEqualTo(410);
    assertThat(http.get("/jobs/" + id + "/parts").status()).isEqualTo(410);
  }

  @Test
  void finishedJobLosesItsResultsWhenDismissed() {
    String id = echoed();

    assertThat(http.delete("/jobs/" + id).status()).isEqualTo(200);
    assertThat(http.get("/jobs/" + id + "/results").problem()).isEqualTo("job-dismissed");
    assertThat(http.delete("/jobs/" + id).status()).isEqualTo(410);
  }

  @Test
  void resultsExpire() {
    String id =
        http.job("echo", "{\"inputs\":{\"stringInput\":\"x\"},\"options\":{\"resultTtl\":0.3}}");
    Await.until("results are gone", () -> http.get("/jobs/" + id + "/results").status() == 410);

    assertThat(http.get("/jobs/" + id + "/results").problem()).isEqualTo("result-expired");
    assertThat(http.get("/jobs/" + id).json().path("status").asString()).isEqualTo("successful");
  }

  @Test
  void dismissedJobEndsTheWaitOfItsClient() throws InterruptedException {
    List<Integer> statuses = new ArrayList<>();
    Thread client =
        Thread.startVirtualThread(() -> statuses.add(http.execute("gate", "{}").status()));
    Await.until("a job runs", () -> !jobs("?status=running").isEmpty());
    String id = jobs("?status=running").getFirst();

    http.delete("/jobs/" + id);
    client.join();
    assertThat(statuses).containsExactly(410);
  }

  @Test
  void nothingIsLeftBehindWhenNoRegionTakesTheRequest() {
    cluster.broker.close();
    for (String prefer : List.of("x", "respond-async", "wait=5")) {
      Reply reply = http.execute("gate", "{}", "Prefer", prefer);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.problem()).isEqualTo("unavailable");
      assertThat(reply.header("Retry-After")).isEqualTo("2");
    }
    assertThat(jobs("")).isEmpty();
    assertThat(http.get("/readyz").status()).isEqualTo(503);
    assertThat(http.get("/readyz").json().path("store").path("up").asBoolean()).isTrue();
  }

  private List<String> jobs(String query) {
    Reply reply = http.get("/jobs" + query);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return ids(reply.json());
  }

  private static List<String> ids(JsonNode list) {
    return list.path("jobs").valueStream().map(j -> j.path("jobID").asString()).toList();
  }

  @Test
  void jobsAreFiltered() {
    String echo = echoed();
    String failed = http.job("fail", "{\"inputs\":{\"failure\":\"X\"}}");
    http.get("/jobs/" + failed, "Prefer", "wait=10");
    String gate = http.job("gate", "{}");
    Await.until("it runs", () -> jobs("?status=running").contains(gate));

    assertThat(jobs("")).containsExactly(gate, failed, echo);
    assertThat(jobs("?type=process&processID=echo")).containsExactly(echo);
    assertThat(jobs("?processID=echo,fail")).containsExactly(failed, echo);
    assertThat(jobs("?processID=echo&processID=gate")).containsExactly(gate, echo);
    assertThat(jobs("?status=failed,successful")).containsExactly(failed, echo);
    assertThat(jobs("?status=failed&processID=echo")).isEmpty();
    assertThat(jobs("?minDuration=1000")).isEmpty();
    assertThat(jobs("?maxDuration=1000")).containsExactly(gate, failed, echo);
    String created = http.get("/jobs/" + failed).json().path("created").asString();
    assertThat(jobs("?datetime=" + created + "/..")).contains(gate, failed);
    assertThat(jobs("?datetime=../2020-01-01T00:00:00Z")).isEmpty();
    assertThat(jobs("?datetime=/2020-01-01T00:00:00%2B02:00")).isEmpty();
    assertThat(jobs("?datetime=2020-01-01T00:00:00Z")).isEmpty();
  }

  @Test
  void pagesOfJobsMissNoneAndRepeatNone() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      made.addFirst(echoed());
    }
    List<String> seen = new ArrayList<>();
    String next = "/jobs?processID=echo&limit=5";
    int pages = 0;
    while (!next.isEmpty()) {
      JsonNode page = http.get(next).json();
      seen.addAll(ids(page));
      pages++;
      next =
          page.path("links")
              .valueStream()
              .filter(l -> l.path("rel").asString().equals("next"))
              .map(l -> l.path("href").asString())
              .findFirst()
              .orElse("");
    }

    assertThat(seen).isEqualTo(made);
    assertThat(pages).isEqualTo(5);
  }

  @Test
  void routingSaysWhy() {
    String id = http.job("fetch", "{\"inputs\":{\"sources\":[\"fra-1\",\"sin-1\"]}}");
    JsonNode tasks = http.get("/jobs/" + id + "/routing").json().path("tasks");

    assertThat(tasks.valueStream().map(t -> t.path("region").asString()))
        .containsExactly("fra", "sin");
    assertThat(tasks.get(1).path("label").asString()).isEqualTo("sin-1");
    assertThat(tasks.get(1).path("reason").asString()).contains("sin-1");
    assertThat(tasks.get(1).path("queue").asString()).isEqualTo("meridian.sin");
    assertThat(tasks.get(1).path("policy").asString()).isEqualTo("prefer");
  }
}
