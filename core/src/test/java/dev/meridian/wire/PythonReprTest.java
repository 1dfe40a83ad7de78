package dev.meridian.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;

final class PythonReprTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "[]|()",
        "[1]|(1,)",
        "[1,2.5]|(1, 2.5)",
        "[true,false,null]|(True, False, None)",
        "[[],[1],{}]|([], [1], {})",
        "[\"it's\"]|(\"it's\",)",
        "[\"both ' and \\\"\"]|('both \\' and \"',)",
        "[\"a\\n\\t\\r\\\\\\u0001\"]|('a\\n\\t\\r\\\\\\x01',)",
        "[{\"a\":{\"b\":1}}]|({'a': {'b': 1}},)",
      })
  void argumentsReadAsInPython(String json, String repr) {
    assertThat(PythonRepr.ofArgs((ArrayNode) Json.read(json))).isEqualTo(repr);
  }

  @Test
  void longTextIsCutWithDots() {
    String repr = PythonRepr.ofArgs(Json.array().add("x".repeat(1_000_000)));
    assertThat(repr).hasSize(1024).startsWith("('xxx").endsWith("xxx...");
  }

  @Test
  void cutNeverSplitsACharacter() {
    for (int length = 1010; length < 1030; length++) {
      String repr = PythonRepr.ofArgs(Json.array().add("x".repeat(length) + "😀".repeat(20)));
      assertThat(repr.length()).isBetween(1023, 1024);
      assertThat(Character.isHighSurrogate(repr.charAt(repr.length() - 4))).isFalse();
    }
  }
}
