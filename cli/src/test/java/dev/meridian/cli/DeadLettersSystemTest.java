package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Dead letters from the death of a task to its second life, on real servers and with processes of
/// their own.
@SuppressWarnings("NullAway.Init")
final class DeadLettersSystemTest {
  private static final int MOST_DELIVERIES = 5;
  private static final int GARBAGE = 50;

  private static FailureScene scene;

  @BeforeAll
  static void start() {
    scene = new FailureScene();
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  private static Run cli(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 3);
    System.arraycopy(args, 0, all, 1, args.length);
    all[0] = "dead-letters";
    all[args.length + 1] = "--gateway";
    all[args.length + 2] = scene.http.base();
    return Run.of(all);
  }

  private static List<JsonNode> letters(ScenarioHttp http, String query) {
    JsonNode page = http.get("/dead-letters?limit=1000&" + query).expect(200).json();
    return page.path("letters").valueStream().toList();
  }

  private static JsonNode onlyLetter(String job) {
    Await.until("a letter of " + job, () -> !letters(scene.http, "request=" + job).isEmpty());
    return letters(scene.http, "request=" + job).getFirst();
  }

  private static String status(String job) {
    return scene.http.get("/jobs/" + job).expect(200).json().path("status").asString();
  }

  @Test
  void taskThatKillsItsWorkersIsQuarantinedAndReplayedOnceTheCauseIsGone() {
    String job = scene.http.job("test.poison", "{\"inputs\":{\"dose\":7}}");
    for (int deaths = 0; deaths < MOST_DELIVERIES; deaths++) {
      try (Program worker = scene.poisonedWorker()) {
        Await.until("it died", () -> !worker.isRunning());
        assertThat(scene.http.get("/jobs/" + job).json().has("finished"))
            .as("over after " + deaths + " deaths")
            .isFalse();
      }
    }
    JsonNode letter;
    try (Program worker = scene.poisonedWorker()) {
      letter = onlyLetter(job);
      assertThat(worker.isRunning()).isTrue();
    }
    assertThat(letter.path("reason").asString())
        .isEqualTo(
            "DeliveryLimitExceeded: deliveries: 6 (expected: at most 5);"
                + " workers died of it, or handed it back");
    assertThat(letter.path("attempts").asInt()).isEqualTo(MOST_DELIVERIES);
    assertThat(letter.path("region").asString()).isEqualTo("fra");
    assertThat(letter.path("type").asString()).isEqualTo("test.poison");
    assertThat(scene.http.get("/jobs/" + job + "/results").expect(500).json().path("failure"))
        .hasToString("\"DeliveryLimitExceeded\"");
    String id = letter.path("id").asString();
    assertThat(cli("list", "--type", "test.poison", "--reason", "deliverylimit").out())
        .contains("ATTEMPTS", id, "test.poison", "fra", "DeliveryLimitExceeded");
    assertThat(cli("show", id).json().at("/message/body/1")).hasToString("{\"dose\":7}");

    Run asked = cli("replay", "--reason", "DeliveryLimit");
    assertThat(asked.err()).contains("1 meant, 1 would be replayed, 0 refused; do it with --yes");
    Run replay = cli("replay", "--reason", "DeliveryLimit", "--yes", "--json");
    assertThat(replay.code()).as(replay.out() + replay.err()).isZero();
    String second = replay.json().at("/replayed/0/jobID").asString();
    try (Program _ = scene.worker(FailurePoison.Effect.SUCCEEDS)) {
      assertThat(scene.http.awaitJob(second).path("status").asString()).isEqualTo("successful");
    }
    assertThat(scene.http.get("/jobs/" + second + "/results").expect(200).json())
        .hasToString("{\"dose\":7}");
    assertThat(status(job)).as("the first life").isEqualTo("failed");
    assertThat(letters(scene.http, "type=test.poison")).isEmpty();
    assertThat(cli("show", id).code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void taskThatFailsAgainLeavesALetterOfItsSecondDeath() {
    try (Program _ = scene.worker(FailurePoison.Effect.FAILS)) {
      String job = scene.http.job("test.poison", "{}");
      JsonNode letter = onlyLetter(job);
      assertThat(letter.path("reason").asString()).isEqualTo("Indigestible: tastes of poison");
      assertThat(letter.path("attempts").asInt()).isEqualTo(1);

      Run replay = cli("replay", letter.path("id").asString());
      assertThat(replay.code()).as(replay.err()).isZero();
      JsonNode second = onlyLetter(replay.out().strip());
      assertThat(second.path("id")).isNotEqualTo(letter.path("id"));
      assertThat(letters(scene.http, "request=" + job)).isEmpty();
      assertThat(cli("purge", second.path("id").asString()).out()).isEqualTo("1 purged\n");
      assertThat(letters(scene.http, "type=test.poison")).isEmpty();
    }
  }

  @Test
  void noLetterIsLostWhileRedisIsAwayAndGatewaysComeAndGo() {
    try (Program _ = scene.worker(FailurePoison.Effect.SUCCEEDS);
        Program second = scene.gateway()) {
      scene.redis.kill();
      publishGarbage();
      Await.until("all are buried", () -> buried() == GARBAGE);
      second.kill();
      scene.redis.start();
      Await.until("all are kept", () -> garbage(scene.http).size() == GARBAGE);
      Await.until("none is in its queue", () -> buried() == 0);
    }
    try (Program third = scene.gateway();
        ScenarioHttp http = new ScenarioHttp(FailureScene.url(third))) {
      List<JsonNode> kept = garbage(http);
      assertThat(kept).hasSize(GARBAGE);
      JsonNode refusal = cli("replay", "--reason", "content", "--yes", "--json").json();
      assertThat(refusal.path("refused").size()).as(refusal.toString()).isEqualTo(GARBAGE);
      assertThat(garbage(http)).isEqualTo(kept);
    }
    assertThat(cli("purge").out()).isEqualTo(GARBAGE + " would be purged; do it with --yes\n");
    assertThat(cli("purge", "--yes").out()).isEqualTo(GARBAGE + " purged\n");
    assertThat(cli("list").lines()).hasSize(1);
  }

  private static List<JsonNode> garbage(ScenarioHttp http) {
    return letters(http, "region=fra&reason=content");
  }

  /// Messages nobody can read, and whose tasks nobody can tell.
  private static void publishGarbage() {
    RabbitConfig config = RabbitConfig.defaults(scene.rabbit.uri());
    try (RabbitBroker broker = RabbitBroker.connect(config, InstantSource.system())) {
      assertThat(broker.awaitConnected(Duration.ofSeconds(20))).isTrue();
      for (int i = 0; i < GARBAGE; i++) {
        byte[] body = ("garbage " + i).getBytes(UTF_8);
        Message message = new Message(Map.of(), "text/garbage", null, null, 0, body);
        broker.publish(Publication.now(new QueueName("meridian.fra"), message));
      }
    }
  }

  private static int buried() {
    return scene
        .rabbit
        .ctl("list_queues", "--quiet", "name", "messages")
        .lines()
        .filter(line -> line.startsWith(QueueName.DEAD + "\t"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf('\t') + 1).strip()))
        .sum();
  }
}
