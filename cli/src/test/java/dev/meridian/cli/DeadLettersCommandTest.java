package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `meridian dead-letters` against `meridian dev`, which keeps letters, too.
@SuppressWarnings("NullAway.Init")
final class DeadLettersCommandTest {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final String REGIONS =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
        - {id: sin, location: [103.99, 1.36]}
      tasks:
        - {name: prices.quote}
      """;

  @TempDir private static Path folder = Path.of("");
  private static DevServer dev;

  @BeforeAll
  static void start() throws IOException {
    Path file = Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    dev = DevServer.start("--config", file.toString());
  }

  @AfterAll
  static void stop() {
    assertThat(dev.stop()).isZero();
  }

  @BeforeEach
  void purge() {
    assertThat(dev.run("dead-letters", "purge", "--yes").code()).isZero();
  }

  /// The letter of a task that no worker knows.
  private static JsonNode letter(String region) {
    Run submitted = dev.run("submit", "prices.quote", "--region", region, "--policy", "pin");
    assertThat(submitted.code()).as(submitted.err()).isZero();
    String job = submitted.out().strip();
    Await.until("a letter of " + job, () -> !letters("--request", job).isEmpty());
    return letters("--request", job).getFirst();
  }

  private static List<JsonNode> letters(String... filter) {
    Run run = list(filter, "--json");
    return run.json().path("letters").valueStream().toList();
  }

  private static Run list(String[] filter, String... more) {
    String[] args = new String[2 + filter.length + more.length];
    args[0] = "dead-letters";
    args[1] = "list";
    System.arraycopy(filter, 0, args, 2, filter.length);
    System.arraycopy(more, 0, args, 2 + filter.length, more.length);
    return dev.run(args);
  }

  @Test
  void lettersAreATable() {
    JsonNode letter = letter("fra");
    Run run = dev.run("dead-letters", "list");
    assertThat(run.lines()).hasSize(2);
    assertThat(run.lines().getFirst()).matches("LETTER +DIED +TYPE +REGION +ATTEMPTS +REASON");
    assertThat(run.lines().getLast())
        .startsWith(letter.path("id").asString())
        .contains("prices.quote", "fra", "NotRegistered: task type: prices.quote");
    assertThat(letter.path("id").asString()).matches(ID);
    assertThat(run.code()).isZero();
  }

  @Test
  void filtersAreObeyed() {
    JsonNode fra = letter("fra");
    JsonNode sin = letter("sin");
    assertThat(letters("--region", "sin")).containsExactly(sin);
    assertThat(letters("--reason", "notregistered")).hasSize(2);
    assertThat(letters("--since", "1m")).hasSize(2);
    assertThat(letters("--until", "1m")).isEmpty();
    assertThat(letters("--task", fra.path("task").asString())).containsExactly(fra);
    assertThat(letters("--type", "echo")).isEmpty();
  }

  @Test
  void listGoesOnWhereItEnded() {
    JsonNode older = letter("fra");
    letter("fra");
    Run first = dev.run("dead-letters", "list", "--limit", "1");
    assertThat(first.err()).startsWith("meridian: more follow; go on with --after ");
    String cursor = first.err().strip().replaceFirst(".* ", "");
    assertThat(letters("--after", cursor)).containsExactly(older);
  }

  @Test
  void letterIsShownWithItsMessage() {
    String id = letter("fra").path("id").asString();
    Run run = dev.run("dead-letters", "show", id);
    assertThat(run.json().at("/message/headers/task").asString()).isEqualTo("prices.quote");
    assertThat(run.out()).contains("\n  ");
    assertThat(dev.run("dead-letters", "show", id, "--json").lines()).hasSize(1);
  }

  @Test
  void replayAsksFirstAndThenDoes() {
    JsonNode letter = letter("fra");
    Run asked = dev.run("dead-letters", "replay", "--region", "fra", "--to", "sin");
    assertThat(asked.err())
        .isEqualTo("meridian: 1 meant, 1 would be replayed, 0 refused; do it with --yes\n");
    Run done = dev.run("dead-letters", "replay", "--region", "fra", "--to", "sin", "--yes");
    assertThat(done.err()).isEqualTo("meridian: 1 meant, 1 replayed, 0 refused\n");
    assertThat(done.lines().getLast()).startsWith(letter.path("id").asString());
    Await.until("it died again, elsewhere", () -> letters("--region", "sin").size() == 1);
    assertThat(letters("--region", "fra")).isEmpty();
  }

  @Test
  void refusedReplayIsAFailureThatSaysWhy() {
    String id = letter("fra").path("id").asString();
    Run one = dev.run("dead-letters", "replay", id, "--to", "nowhere");
    assertThat(one.err()).startsWith("meridian: Cannot be replayed: ").contains("nowhere");
    assertThat(one.code()).isEqualTo(Exit.FAILED);
    Run many = dev.run("dead-letters", "replay", "--to", "nowhere", "--yes");
    assertThat(many.lines().getLast()).startsWith(id).contains("nowhere");
    assertThat(many.code()).isEqualTo(Exit.FAILED);
    assertThat(letters()).hasSize(1);
  }

  @Test
  void purgeAsksFirstAndThenDoes() {
    letter("fra");
    JsonNode other = letter("sin");
    assertThat(dev.run("dead-letters", "purge", "--region", "fra").out())
        .isEqualTo("1 would be purged; do it with --yes\n");
    assertThat(letters()).hasSize(2);
    assertThat(dev.run("dead-letters", "purge", "--region", "fra", "--yes").out())
        .isEqualTo("1 purged\n");
    assertThat(letters()).containsExactly(other);
    String id = other.path("id").asString();
    assertThat(dev.run("dead-letters", "purge", id, "--json").json().path("purged").asInt())
        .isEqualTo(1);
    Run gone = dev.run("dead-letters", "purge", id);
    assertThat(gone.err()).startsWith("meridian: No such dead letter: dead letter: " + id);
    assertThat(gone.code()).isEqualTo(Exit.USAGE);
  }
}
