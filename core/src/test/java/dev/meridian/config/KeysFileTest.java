package dev.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class KeysFileTest {
  private static final String SECRET =
      Base64.getEncoder().encodeToString("s".repeat(32).getBytes(StandardCharsets.UTF_8));
  private static final KeysFile READER = new KeysFile(Map.of("FRA_KEY", SECRET));
  private static final String HEAD = "version: 1\nkeys:\n";

  @Test
  void keysAreReadWithRegionsTimesAndVariables() {
    Keyring keyring =
        READER.parse(
            "keys.yaml",
            HEAD
                + """
                  - id: 2026-11
                    purpose: sign
                    secret: ${FRA_KEY}
                    regions: [fra, iad]
                    notBefore: 2026-11-01T00:00:00Z
                    notAfter: 2026-12-15T01:00:00+01:00
                  - {id: e, purpose: encrypt, secret: %s}
                """
                    .formatted(SECRET));
    MessageKey first = keyring.keys().getFirst();
    assertThat(first.secret().getEncoded()).asString().isEqualTo("s".repeat(32));
    assertThat(first.regions()).containsExactlyInAnyOrder("fra", "iad");
    assertThat(first.notBefore()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
    assertThat(first.notAfter()).isEqualTo(Instant.parse("2026-12-15T00:00:00Z"));
    assertThat(keyring.find(Purpose.ENCRYPT, "e")).isPresent();
  }

  static Stream<Arguments> broken() {
    String key = "  - {id: a, purpose: sign, secret: " + SECRET;
    return Stream.of(
        bad("", "1:1: keys: nothing (expected: a list of at least one key)"),
        bad("keys: []", "2:7: keys: *** (expected: a list of 1 to 1000 keys)"),
        bad("keys: " + SECRET, "2:7: keys: *** (expected: a list of 1 to 1000 keys)"),
        bad(
            "keys:\n  - " + SECRET,
            "3:5: keys[0]: *** (expected: a mapping with id, purpose and secret)"),
        bad(
            "keys:\n  - {id: a}",
            "3:5: keys[0].purpose: nothing (expected: sign or encrypt)",
            "3:5: keys[0].secret: nothing (expected: base64 of 32 to 64 bytes)"),
        bad(
            "keys:\n  - {id: a b, purpose: seal, secret: c2hvcnQ=}",
            "3:10: keys[0].id: a b (expected: a match of [A-Za-z0-9._-]{1,64})",
            "3:24: keys[0].purpose: seal (expected: sign or encrypt)",
            "3:38: keys[0].secret: *** (expected: base64 of 32 to 64 bytes)"),
        bad(
            "keys:\n  - {id: a, purpose: encrypt, secret: '-not-base64-'}",
            "3:39: keys[0].secret: *** (expected: base64 of 32 bytes)"),
        bad(
            "keys:\n" + key + ", secrets: x}",
            "3:82: keys[0].secrets: unknown key (expected: one of id, notAfter, notBefore, purpose, regions, secret; did you mean secret?)"),
        bad(
            "keys:\n" + key + "}\n" + key + "}",
            "4:10: keys[1].id: a (expected: a name used once)"),
        bad(
            "keys:\n" + key + ", regions: [FRA]}",
            "3:92: keys[0].regions[0]: FRA (expected: a match of [a-z0-9][a-z0-9-]{0,31})"),
        bad(
            "keys:\n" + key + ", notAfter: tomorrow}",
            "3:92: keys[0].notAfter: tomorrow (expected: a date and time such as 2026-12-01T00:00:00Z)"),
        bad(
            "keys:\n" + key + ", notBefore: 2026-12-01T00:00:00Z, notAfter: 2026-11-01T00:00:00Z}",
            "3:5: keys[0]: a mapping (expected: later than notBefore, 2026-12-01T00:00:00Z)"));
  }

  private static Arguments bad(String yaml, String... complaints) {
    return Arguments.of("version: 1\n" + yaml, List.of(complaints));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void brokenFileHasAComplaintForEachFault(String yaml, List<String> complaints) {
    var refused = catchThrowableOfType(ConfigurationException.class, () -> READER.parse("k", yaml));
    assertThat(refused).as("it is refused").isNotNull();
    assertThat(refused.complaints().stream().map(c -> c.toString().replaceFirst("^k: ?", "")))
        .map(text -> text.replaceFirst("^k:", ""))
        .containsExactlyElementsOf(complaints);
    assertThat(refused.getMessage()).doesNotContain(SECRET);
  }

  @Test
  void missingFileIsAComplaint(@TempDir Path folder) {
    var refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> READER.read(folder.resolve("none.yaml")));
    assertThat(refused).hasMessageStartingWith("none.yaml: file: not found (expected: a file at ");
  }
}
