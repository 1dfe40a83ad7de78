package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flags before environment before default, seen by which gateway cannot be reached.
final class EnvironmentTest {
  private static String gateway(Map<String, String> environment, String... args) {
    Run run = Run.of(environment, "", args);
    assertThat(run.code()).as(run.err()).isEqualTo(Exit.UNREACHABLE);
    return run.err().replaceFirst("meridian: gateway: ", "");
  }

  @Test
  void variableSetsAnOption() {
    assertThat(gateway(Map.of("MERIDIAN_GATEWAY", "http://127.0.0.1:7"), "regions"))
        .startsWith("http://127.0.0.1:7");
  }

  @Test
  void flagBeatsVariable() {
    Map<String, String> environment = Map.of("MERIDIAN_GATEWAY", "http://127.0.0.1:7");
    assertThat(gateway(environment, "regions", "--gateway", "http://127.0.0.1:9"))
        .startsWith("http://127.0.0.1:9");
  }

  @Test
  void fileNamedByAVariableHoldsTheValue(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("url"), "http://127.0.0.1:7\n");
    assertThat(gateway(Map.of("MERIDIAN_GATEWAY_FILE", file.toString()), "regions"))
        .startsWith("http://127.0.0.1:7");
  }

  @Test
  void fileThatCannotBeReadIsAComplaint() {
    Run run = Run.of(Map.of("MERIDIAN_GATEWAY_FILE", "/nowhere"), "", "regions");
    assertThat(run.err())
        .isEqualTo(
            "meridian: MERIDIAN_GATEWAY_FILE: /nowhere (expected: a readable file of at most 64 KiB)\n");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void complaintNamesTheVariable() {
    Run run = Run.of(Map.of("MERIDIAN_PORT", "many"), "", "gateway");
    assertThat(run.err()).isEqualTo("meridian: MERIDIAN_PORT: many (expected: a whole number)\n");
  }

  @Test
  void variablesOfKubernetesAreNotOurs() {
    Map<String, String> environment = Map.of("MERIDIAN_PORT", "tcp://10.0.0.7:8080");
    Run run = Run.of(environment, "", "gateway");
    assertThat(run.err()).startsWith("meridian: --results: missing");
  }
}
