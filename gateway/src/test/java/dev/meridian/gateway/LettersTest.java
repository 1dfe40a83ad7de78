package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterFilter;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Dead letters over HTTP.
final class LettersTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final TestCluster cluster = new TestCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  /// Keeps the letter of an `echo` that died so many seconds after noon.
  private String echo(int second) {
    return keep(second, "meridian.fra", "echo", "[[],{\"stringInput\":\"s" + second + "\"},null]");
  }

  private String keep(int second, String queue, String type, String body) {
    Map<String, Object> headers = new TreeMap<>(Map.of("task", type, "id", "task-" + second));
    Message message =
        new Message(Map.copyOf(headers), "application/json", "utf-8", "c", 0, body.getBytes(UTF_8));
    Death death =
        new Death(new QueueName(queue), "SourceFailed: no " + second, 2, NOON.plusSeconds(second));
    DeadLetter letter = DeadLetter.of(message, death);
    assertThat(cluster.store.letters().add(letter, LetterBounds.STANDARD)).isTrue();
    return letter.head().id();
  }

  private List<String> ids(String query) {
    JsonNode page = cluster.http.get("/dead-letters" + query).json();
    return page.path("letters").valueStream().map(l -> l.path("id").asString()).toList();
  }

  private Reply post(String path, String body) {
    return cluster.http.send("POST", "/dead-letters" + path, body);
  }

  private long left() {
    return cluster.store.letters().count(LetterFilter.ALL);
  }

  @Test
  void lettersAreListedPageByPage() {
    List<String> newestFirst = List.of(echo(5), echo(4), echo(3), echo(2), echo(1));
    Set<String> read = new HashSet<>();
    String next = "/dead-letters?limit=2&reason=SOURCE";
    int pages = 0;
    while (!next.isEmpty()) {
      JsonNode page = cluster.http.get(next).json();
      page.path("letters").forEach(letter -> read.add(letter.path("id").asString()));
      next =
          page.path("links")
              .valueStream()
              .filter(link -> link.path("rel").asString().equals("next"))
              .map(link -> link.path("href").asString())
              .findFirst()
              .orElse("");
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(read).containsExactlyInAnyOrderElementsOf(newestFirst);
    assertThat(ids("")).isEqualTo(newestFirst);
  }

  @Test
  void filtersChoose() {
    String a = echo(1);
    String b = keep(2, "meridian.sin.low", "fetch", "[]");
    assertThat(ids("?region=sin")).containsExactly(b);
    assertThat(ids("?type=echo")).containsExactly(a);
    assertThat(ids("?reason=no%202")).containsExactly(b);
    assertThat(ids("?since=2026-01-01T13:00:02%2B01:00")).containsExactly(b);
    assertThat(ids("?until=2026-01-01T12:00:01Z")).containsExactly(a);
    assertThat(ids("?task=task-1")).containsExactly(a);
    assertThat(ids("?request=task-1")).isEmpty();
  }

  @Test
  void letterIsShownWithItsMessage() {
    JsonNode letter = cluster.http.get("/dead-letters/" + echo(1)).json();
    assertThat(letter.path("died").asString()).isEqualTo("2026-01-01T12:00:01Z");
    assertThat(letter.path("attempts").asInt()).isEqualTo(2);
    assertThat(letter.at("/message/headers/task").asString()).isEqualTo("echo");
    assertThat(letter.at("/message/body/1/stringInput").asString()).isEqualTo("s1");
    JsonNode garbage =
        cluster.http.get("/dead-letters/" + keep(2, "other", "echo", "not json")).json();
    assertThat(garbage.at("/message/bodyBase64").asString()).isEqualTo("bm90IGpzb24=");
    assertThat(garbage.path("region").asString()).isEmpty();
  }

  @Test
  void replayRunsAsAJobOfItsOwn() {
    Reply replay = post("/" + echo(1) + "/replay", "{\"to\":\"sin\"}");
    assertThat(replay.status()).as(replay.body()).isEqualTo(201);
    String job = replay.json().path("jobID").asString();
    assertThat(replay.header("Location")).endsWith("/jobs/" + job);
    cluster.http.get("/jobs/" + job, "Prefer", "wait=10");
    assertThat(cluster.http.get("/jobs/" + job + "/results").json()).isEqualTo(Json.of("s1"));
    JsonNode routing = cluster.http.get("/jobs/" + job + "/routing").json().at("/tasks/0");
    assertThat(routing.path("region").asString()).isEqualTo("sin");
    assertThat(routing.path("reason").asString()).isEqualTo("replay of task task-1");
    assertThat(left()).isZero();
  }

  @Test
  void replayByFilterSaysWhatBecameOfEach() {
    echo(1);
    echo(2);
    String garbage = keep(3, "meridian.fra", "echo", "not json");
    String nowhere = keep(4, "elsewhere", "echo", "[[],{\"stringInput\":\"x\"},null]");
    String chord = keep(5, "meridian.fra", "echo", "[[],{},{\"chord\":{\"task\":\"body\"}}]");

    JsonNode asked = post("/replay", "{\"dryRun\":true}").json();
    assertThat(asked.path("matched").asInt()).isEqualTo(5);
    assertThat(asked.path("replayable").asInt()).isEqualTo(2);
    assertThat(left()).isEqualTo(5);
    JsonNode done = post("/replay", "{\"type\":\"echo\"}").json();
    assertThat(done.path("replayed").size()).isEqualTo(2);
    assertThat(done.path("refused").valueStream().map(r -> r.path("letter").asString()))
        .containsExactlyInAnyOrder(garbage, nowhere, chord);
    assertThat(done.path("refused").toString()).contains("chord: ", "queue: elsewhere", "body");
    assertThat(left()).isEqualTo(3);
  }

  @Test
  void replayStopsAtItsLimit() {
    for (int i = 0; i < 120; i++) {
      echo(i);
    }
    JsonNode done = post("/replay", "{\"limit\":70}").json();
    assertThat(done.path("matched").asInt()).isEqualTo(120);
    assertThat(done.path("replayed").size()).isEqualTo(70);
    assertThat(left()).isEqualTo(50);
    assertThat(ids("?limit=1").getFirst()).isEqualTo(ids("?until=2026-01-01T12:00:49Z").getFirst());
  }

  @Test
  void letterThatCannotBeReplayedIsAProblem() {
    String id = keep(1, "meridian.fra", "echo", "not json");
    Reply reply = post("/" + id + "/replay", "");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("not-replayable");
    Reply unknown = post("/" + echo(2) + "/replay", "{\"to\":\"fran\"}");
    assertThat(unknown.json().path("detail").asString()).contains("fran");
    assertThat(left()).isEqualTo(2);
  }

  @Test
  void purgeForgetsWhatTheFilterMeans() {
    String stays = echo(1);
    keep(2, "meridian.fra", "fetch", "[]");
    assertThat(
            post("/purge", "{\"type\":\"fetch\",\"dryRun\":true}").json().path("matched").asInt())
        .isEqualTo(1);
    assertThat(post("/purge", "{\"type\":\"fetch\"}").json().path("purged").asInt()).isEqualTo(1);
    assertThat(ids("")).containsExactly(stays);
    assertThat(cluster.http.delete("/dead-letters/" + stays).status()).isEqualTo(204);
    assertThat(cluster.http.delete("/dead-letters/" + stays).problem())
        .isEqualTo("no-such-dead-letter");
  }
}
