package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `meridian doctor` and a start say of keys.
final class KeysInUseTest {
  private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final String REGIONS =
      "version: 1\nregions: [{id: fra, location: [8, 50]}, {id: gru, location: [-46, -23]}]\n";

  @TempDir private Path folder;
  private Path keys;

  @BeforeEach
  void regions() throws IOException {
    Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    keys = folder.resolve("keys.yaml");
  }

  private Run run(String mode, String command, String... list) throws IOException {
    Files.writeString(keys, "version: 1\nkeys:\n" + String.join("\n", list) + "\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    return run(mode, command);
  }

  private Run run(String mode, String command) {
    Map<String, String> environment =
        Map.of(
            "MERIDIAN_SIGNING",
            mode,
            "MERIDIAN_KEYS",
            keys.toString(),
            "MERIDIAN_CONFIG",
            folder.resolve("regions.yaml").toString(),
            "MERIDIAN_BROKER",
            "memory://",
            "MERIDIAN_RESULTS",
            "memory://");
    return Run.of(environment, "", command.split(" "));
  }

  private static List<String> signing(Run run) {
    return run.json()
        .valueStream()
        .filter(finding -> finding.path("check").asString().startsWith("signing"))
        .map(KeysInUseTest::words)
        .toList();
  }

  private static String words(JsonNode finding) {
    String check = finding.path("check").asString() + " " + finding.path("verdict").asString();
    return check + ": " + finding.path("measured").asString();
  }

  @Test
  void doctorNamesTheKeysOfEachRegion() throws IOException {
    Instant soon = Instant.now().plusSeconds(3_600);
    Run run =
        run(
            "require",
            "doctor --json",
            "- {id: all-1, purpose: sign, secret: %s, notAfter: %s}".formatted(SECRET, soon),
            "- {id: fra-1, purpose: sign, secret: %s, notBefore: 2026-01-01T00:00:00Z, regions: [fra]}"
                .formatted(SECRET),
            "- {id: fra-e, purpose: encrypt, secret: %s, regions: [fra]}".formatted(SECRET));
    assertThat(signing(run))
        .containsExactly(
            "signing ok: require, keys of " + keys + ": 3",
            "signing fra ok: sign fra-1 for [fra] from 2026-01-01T00:00:00Z; encrypt fra-e for [fra]",
            "signing gru warn: sign all-1 until " + soon);
    assertThat(run.out()).doesNotContain(SECRET);
  }

  @Test
  void doctorSeesMissingKeysAndOpenFiles() throws IOException {
    String fra = "- {id: a, purpose: sign, secret: %s, regions: [fra]}".formatted(SECRET);
    assertThat(signing(run("sign", "doctor --json", fra)))
        .contains("signing gru fail: no key is in force");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(signing(run("sign", "doctor --json")))
        .contains("signing warn: sign, keys of " + keys + ": 1");
  }

  @Test
  void brokenFileEndsAStartWithoutShowingSecrets() throws IOException {
    Run run = run("require", "dev", "- {id: a, purpose: encrypt, secret: dG9vIHNob3J0}");
    assertThat(run.err())
        .contains("keys.yaml:3:37: keys[0].secret: *** (expected: base64 of 32 bytes)")
        .doesNotContain("dG9vIHNob3J0");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
    assertThat(signing(run("require", "doctor --json")))
        .containsExactly(
            "signing fail: keys.yaml:3:37: keys[0].secret: *** (expected: base64 of 32 bytes)");
  }

  @Test
  void regionWithoutAKeyEndsAStart() throws IOException {
    String fra = "- {id: a, purpose: sign, secret: %s, regions: [fra]}".formatted(SECRET);
    Run run = run("require", "dev --port 0", fra);
    assertThat(run.err())
        .contains("--keys: " + keys, "(expected: a key to sign for region gru, in force now)");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }
}
