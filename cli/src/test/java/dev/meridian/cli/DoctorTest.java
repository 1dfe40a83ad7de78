package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The doctor where there is nothing to find.
final class DoctorTest {
  private static final String REGIONS =
      """
      version: 1
      regions: [{id: fra, location: [8.68, 50.11]}]
      sources: [{id: nowhere, url: "http://127.0.0.1:9/{day}", home: fra, parameters: {day: {default: x}}}]
      """;

  @Test
  void everyFindingHasAVerdictAndAFix(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    Run run =
        Run.of(
            "doctor",
            "--json",
            "--config",
            file.toString(),
            "--broker",
            "amqp://user:secret@127.0.0.1:9",
            "--results",
            "redis://:secret@127.0.0.1:9");
    JsonNode findings = run.json();
    assertThat(
            findings
                .valueStream()
                .map(f -> f.path("check").asString() + " " + f.path("verdict").asString()))
        .containsExactly(
            "java ok",
            "open files ok",
            "config ok",
            "gateway warn",
            "results fail",
            "broker [fra] fail",
            "source nowhere warn");
    assertThat(findings.valueStream())
        .allMatch(
            f -> f.path("verdict").asString().equals("ok") == f.path("fix").asString().isEmpty());
    assertThat(run.out()).doesNotContain("secret");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void brokenFileDoesNotStopTheRest(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("regions.yaml"), "version: 1\nregion: []\n");
    Run run = Run.of("doctor", "--config", file.toString());
    assertThat(run.out()).contains("✗ config", "! gateway", "! results");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void memoryNeedsNoExamination(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("r.yaml"), "version: 1\nregions: [{id: fra, location: [8, 50]}]\n");
    Map<String, String> memory =
        Map.of("MERIDIAN_BROKER", "memory://", "MERIDIAN_RESULTS", "memory://");
    Run run = Run.of(memory, "", "doctor", "--config", file.toString());
    assertThat(run.out()).contains("✓ broker", "✓ results").endsWith(" 1 to look at, 0 broken\n");
    assertThat(run.code()).isEqualTo(1);
  }
}
