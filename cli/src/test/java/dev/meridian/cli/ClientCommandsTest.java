package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every command that talks to a gateway, against a real one with workers.
final class ClientCommandsTest {
  private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
  private static final String REGIONS =
      """
      version: 1
      regions:
        - {id: fra, title: Frankfurt 法兰克福, location: [8.68, 50.11], fallback: [sin]}
        - {id: sin, title: Singapore, location: [103.99, 1.36]}
      sources:
        - id: quakes
          title: Earthquakes
          url: http://127.0.0.1:9/{window}.geojson
          parameters: {window: {default: day}}
          home: fra
          format: geojson
      tasks:
        - {name: prices.quote}
      """;

  @TempDir private static Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
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

  private static String submitted(String... more) {
    String[] args = {"submit", "echo", "--input", "stringInput=hello"};
    Run run = dev.run(concat(args, more));
    assertThat(run.code()).as(run.err()).isZero();
    return run.out().strip();
  }

  private static String[] concat(String[] first, String... second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void regionsAreATable() {
    Run run = dev.run("regions");
    assertThat(run.lines())
        .containsExactly(
            "REGION  TITLE               STATE    WORKERS  QUEUED  OUTBOX  LON,LAT      FALLBACK",
            "fra     Frankfurt 法兰克福  healthy        1       0       0  8.68,50.11   sin",
            "sin     Singapore           healthy        1       0       0  103.99,1.36");
    assertThat(run.code()).isZero();
  }

  @Test
  void regionsAreJsonIfAsked() {
    JsonNode document = dev.run("regions", "--json").json();
    assertThat(document.path("features").size()).isEqualTo(2);
  }

  @Test
  void sourcesAreATable() {
    assertThat(dev.run("sources").lines())
        .containsExactly(
            "SOURCE  HOME  FORMAT   PARAMETERS  TITLE",
            "quakes  fra   geojson  window=day  Earthquakes");
  }

  @Test
  void sourcesAreJsonIfAsked() {
    JsonNode document = dev.run("sources", "--json").json();
    assertThat(document.path("sources").path(0).path("id").asString()).isEqualTo("quakes");
  }

  @Test
  void submitPrintsTheId() {
    assertThat(submitted()).matches(ID);
  }

  @Test
  void submitPrintsTheStatusAsJson() {
    JsonNode status = Json.read(submitted("--json"));
    assertThat(status.path("status").asString()).isEqualTo("accepted");
  }

  @Test
  void submitWaitsForTheAnswer() {
    Run run =
        dev.run("submit", "echo", "-i", "stringInput=hello", "-i", "arrayInput:=[1,2]", "--wait");
    assertThat(run.json()).isEqualTo(Json.read("{\"stringInput\":\"hello\",\"arrayInput\":[1,2]}"));
    assertThat(run.code()).isZero();
  }

  @Test
  void submitTakesInputsFromStdin() {
    Run run =
        dev.runWithStdin(
            "{\"stringInput\":\"in\"}", "submit", "echo", "--inputs", "-", "--wait=10");
    assertThat(run.json().path("stringInput").asString()).isEqualTo("in");
  }

  @Test
  void submitTakesInputsFromAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("inputs.json"), "{\"stringInput\":\"file\"}");
    Run run = dev.run("submit", "echo", "--inputs", file.toString(), "--wait", "10s");
    assertThat(run.json().path("stringInput").asString()).isEqualTo("file");
  }

  @Test
  void inputFlagsAddToInputs() {
    String inputs = "{\"stringInput\":\"first\",\"arrayInput\":[3]}";
    Run run =
        dev.run(
            "submit", "echo", "--inputs", inputs, "-i", "stringInput=second", "--wait", "--json");
    assertThat(run.json()).isEqualTo(Json.read("{\"stringInput\":\"second\",\"arrayInput\":[3]}"));
  }

  @Test
  void submitGoesWhereItIsTold() {
    for (List<String> where : List.of(List.of("--region", "sin"), List.of("--near", "103,1"))) {
      String id = submitted(where.get(0), where.get(1), "--policy", "pin", "--priority", "high");
      dev.run("result", id, "--wait");
      assertThat(dev.run("result", id, "--parts").lines().get(1))
          .startsWith("0     sin     successful  ");
    }
  }

  @Test
  void uniqueSubmissionIsTheEarlierOneUntilItIsReplaced() {
    String key = "k";
    String id = submitted("-i", "pause:=20", "--unique", key);
    assertThat(submitted("--unique", key)).isEqualTo(id);
    String next = submitted("--unique", key, "--unique-mode", "replace");
    assertThat(next).isNotEqualTo(id);
    String last = submitted("--unique=x", "--unique-mode=debounce", "--unique-wait=1s");
    assertThat(dev.run("result", last, "--wait").code()).isEqualTo(Exit.OK);
    Run run = dev.run("submit", "echo", "-i", "stringInput=x", "--unique-wait", "1s");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("--unique");
  }

  @Test
  void submitWaitsNoLongerThanTold() {
    Run run = dev.run("submit", "echo", "-i", "stringInput=x", "-i", "pause:=4", "--wait=1");
    assertThat(run.err())
        .matches("meridian: [0-9a-f-]{36}: running, [0-9]+ % after 1\\.0 s \\(expected: .*\\)\n");
    assertThat(run.code()).isEqualTo(Exit.TIMEOUT);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void deadlineThatPassesIsATimeout() {
    Run run =
        dev.run(
            "submit", "echo", "-i", "stringInput=x", "-i", "pause:=9", "--deadline=1s", "--wait");
    assertThat(run.err()).startsWith("meridian: Not finished in time: ");
    assertThat(run.code()).isEqualTo(Exit.TIMEOUT);
  }

  @Test
  void taskThatNobodyKnowsFails() {
    Run run = dev.run("submit", "prices.quote", "--wait");
    assertThat(run.err()).startsWith("meridian: No worker knows the task: ");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
  }

  @Test
  void inputsThatDoNotFitAreAUsageError() {
    Run run = dev.run("submit", "echo");
    assertThat(run.err())
        .startsWith("meridian: Invalid")
        .contains("/inputs")
        .contains("stringInput");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void unknownTaskTypeIsAUsageErrorWithAdvice() {
    Run run = dev.run("submit", "ecko");
    assertThat(run.err()).startsWith("meridian: No such process: ").contains("echo");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void resultThatIsNotReadySaysSo() {
    String id = submitted("-i", "pause:=4");
    Run run = dev.run("result", id);
    assertThat(run.err())
        .isEqualTo(
            "meridian: " + id + ": not ready (expected: a finished request; --wait waits)\n");
    assertThat(run.code()).isEqualTo(Exit.TIMEOUT);
  }

  @Test
  void resultOfAnUnknownRequestIsAUsageError() {
    Run run = dev.run("result", "nothing");
    assertThat(run.err()).startsWith("meridian: No such job: ");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void resultShowsPartsAsATable() {
    String id = submitted();
    dev.run("result", id, "--wait");
    Run run = dev.run("result", id, "--parts");
    assertThat(run.lines().getFirst()).isEqualTo("PART  REGION  STATE       ANSWER");
    assertThat(run.lines().getLast()).matches("0     (fra|sin)     successful  23 B.*");
  }

  @Test
  void resultShowsPartsAsJsonLines() {
    String id = submitted();
    dev.run("result", id, "--wait");
    Run run = dev.run("result", id, "--parts", "--json");
    assertThat(run.json().path("status").asString()).isEqualTo("successful");
  }

  @Test
  void watchFollowsProgressAndParts() {
    String id = submitted("-i", "pause:=2");
    Run run = dev.run("watch", id);
    assertThat(run.out()).contains("running").contains("second 1 of 2").contains("✓ 0 ");
    assertThat(run.lines().getLast()).startsWith("successful  ");
    assertThat(run.code()).isZero();
  }

  @Test
  void watchWritesJsonLines() {
    Run run = dev.run("watch", "--json", submitted());
    List<JsonNode> lines = run.lines().stream().map(Json::read).toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().path("seq").asInt()).isEqualTo(1);
    assertThat(lines.getLast().path("status").asString()).isEqualTo("successful");
  }

  @Test
  void submitFollowsIfAsked() {
    Run run = dev.run("submit", "echo", "-i", "stringInput=x", "--follow");
    assertThat(run.lines().getLast()).startsWith("successful  ");
  }

  @Test
  void watchOfRequestThatIsCancelledMeanwhileSaysSo() throws InterruptedException {
    String id = submitted("-i", "pause:=20");
    List<Run> watched = new ArrayList<>();
    Thread watch = Thread.startVirtualThread(() -> watched.add(dev.run("watch", id)));
    Await.holds("it watches", Duration.ofMillis(1500), watch::isAlive);

    dev.run("cancel", id);
    watch.join();
    assertThat(watched.getFirst().err()).isEmpty();
    assertThat(watched.getFirst().lines().getLast()).startsWith("dismissed  ");
  }

  @Test
  void cancelledRequestIsNotSuccessful() {
    String id = submitted("-i", "pause:=20");
    assertThat(dev.run("cancel", id).out()).isEqualTo(id + " dismissed\n");
    Run watch = dev.run("watch", id);
    assertThat(watch.lines().getLast()).startsWith("dismissed  ");
    assertThat(watch.code()).isEqualTo(Exit.FAILED);
    Run again = dev.run("cancel", "--json", id);
    assertThat(again.err()).startsWith("meridian: Job dismissed: ");
    assertThat(again.code()).isEqualTo(Exit.FAILED);
  }

  @Test
  void cancelAnswersWithJsonIfAsked() {
    String id = submitted("-i", "pause:=20");
    JsonNode status = dev.run("cancel", id, "--json").json();
    assertThat(status.path("jobID").asString()).isEqualTo(id);
  }
}
