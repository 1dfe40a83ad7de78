package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--tasks` of the commands that start nodes.
final class TaskJarsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void devOffersAndRunsWhatAJarBrings() {
    try (DevServer dev = DevServer.start("--tasks", ExampleJar.in(folder).toString());
        ScenarioHttp http = new ScenarioHttp(dev.url())) {
      assertThat(http.get("/processes").expect(200).json().path("processes").valueStream())
          .extracting(process -> process.path("id").asString())
          .containsExactly(
              "echo", "fetch", "geofence", "geofence.replay", "merge", "quotes.price", "canvas");
      String body =
          "{\"inputs\": {\"item\": \"tea\", \"count\": 3}, \"options\": {\"region\": \"sin\"}}";
      assertThat(http.execute("quotes.price", body).expect(200).json())
          .isEqualTo(Json.read("{\"item\": \"tea\", \"total\": 7.5, \"region\": \"sin\"}"));
      String unknown = "{\"inputs\": {\"item\": \"gold\", \"count\": 1}}";
      assertThat(http.execute("quotes.price", unknown).json().path("failure").toString())
          .contains("UnknownItem");
    }
  }

  @Test
  void nodeWithABrokenJarDoesNotStart() throws IOException {
    Files.writeString(ExampleJar.in(folder).resolve("broken.jar"), "no jar");
    Map<String, String> environment = Map.of("MERIDIAN_TASKS", folder.toString());
    for (String command : new String[] {"dev", "worker", "gateway"}) {
      String[] args =
          command.equals("worker")
              ? new String[] {command, "--region", "fra"}
              : new String[] {command, "--port", "0"};
      Run run = Run.of(environment, "", args);
      assertThat(run.err()).hasLineCount(1).startsWith("meridian: broken.jar: unreadable");
      assertThat(run.code()).isEqualTo(Exit.USAGE);
    }
  }

  @Test
  void folderThatIsNamedMustBeThere() {
    Run run = Run.of("dev", "--port", "0", "--tasks", "nowhere");
    assertThat(run.err()).isEqualTo("meridian: --tasks: nowhere (expected: a folder)\n");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }
}
