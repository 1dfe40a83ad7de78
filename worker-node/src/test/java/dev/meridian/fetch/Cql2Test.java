package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class Cql2Test {
  private static final JsonNode ITEM =
      Json.read(
          """
          {"mag": 4.5, "n": 7, "name": "Hualian, Taiwan", "q": "it's 100%_a\\\\b", "ok": true,
           "none": null, "eo:cover": 3, "two words": 2, "big": 9007199254740993}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mag = 4.5                                 | TRUE",
        "mag <> 4.5                                | FALSE",
        "mag >= 4.5 AND n < 8                      | TRUE",
        "mag>4.5 OR n<=7                           | TRUE",
        "4.5 <= mag                                | TRUE",
        "n = 7.0                                   | TRUE",
        "n = -7                                    | FALSE",
        "n < 1e3                                   | TRUE",
        "big = 9007199254740993                    | TRUE",
        "big = 9007199254740992                    | FALSE",
        "name = 'Hualian, Taiwan'                  | TRUE",
        "name < 'I'                                | TRUE",
        "name LIKE '%Taiwan'                       | TRUE",
        "name LIKE 'H_alian%'                      | TRUE",
        "name LIKE 'Taiwan'                        | FALSE",
        "name NOT LIKE '%Japan%'                   | TRUE",
        "q LIKE 'it''s%'                           | TRUE",
        "q LIKE '%100\\%\\_a%'                     | TRUE",
        "q LIKE '%100\\_%'                         | FALSE",
        "n IN (1, 7, 9)                            | TRUE",
        "name NOT IN ('a','b')                     | TRUE",
        "n BETWEEN 7 AND 8                         | TRUE",
        "n NOT BETWEEN 7 AND 8                     | FALSE",
        "n BETWEEN 1 AND 2 OR n = 7                | TRUE",
        "none IS NULL                              | TRUE",
        "missing IS NULL AND mag IS NOT NULL       | TRUE",
        "missing = 1                               | UNKNOWN",
        "missing <> 1                              | UNKNOWN",
        "NOT missing = 1                           | UNKNOWN",
        "missing = 1 OR n = 7                      | TRUE",
        "missing = 1 AND n = 8                     | FALSE",
        "missing IN (1)                            | UNKNOWN",
        "name = 7                                  | UNKNOWN",
        "ok = TRUE                                 | TRUE",
        "ok = false                                | FALSE",
        "TRUE                                      | TRUE",
        "n = 7 AND FALSE                           | FALSE",
        "NOT (n = 7 AND mag > 5)                   | TRUE",
        "not n = 8 and not n = 9                   | TRUE",
        "n = 8 AND n = 7 OR mag = 4.5              | TRUE",
        "n = 8 AND (n = 7 OR mag = 4.5)            | FALSE",
        "eo:cover = 3                              | TRUE",
        "\"two words\" = 2                         | TRUE",
        "(((n = 7)))                               | TRUE"
      })
  void filterHolds(String filter, Truth expected) {
    assertThat(Cql2Parser.parse(filter).test(ITEM::get)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "n =                   | /filter: the end (expected: a field or a value)",
        "n = 7 n = 8           | /filter: n = 8 (expected: AND, OR or the end)",
        "n == 7                | /filter: = 7 (expected: a field or a value)",
        "(n = 7                | /filter: the end (expected: ))",
        "n LIKE 7              | /filter: 7 (expected: a text in single quotes)",
        "n BETWEEN 1 OR 2      | /filter: OR 2 (expected: AND)",
        "n IN ()               | /filter: ) (expected: a field or a value)",
        "n                     | /filter: the end (expected: a comparison, LIKE, IN, BETWEEN or IS NULL)",
        "name = 'open          | /filter:  'open (expected: CQL2 text)",
        "AND n = 7             | /filter: AND n = 7 (expected: a field or a value)",
        "n = 7; DROP           | /filter: ; DROP (expected: CQL2 text)"
      })
  void nonsenseIsNamed(String filter, String message) {
    assertThatThrownBy(() -> Cql2Parser.parse(filter))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  @Test
  void nestingIsBounded() {
    assertThat(Cql2Parser.parse("(".repeat(40) + "n = 7" + ")".repeat(40)).test(ITEM::get))
        .isEqualTo(Truth.TRUE);
    assertThatThrownBy(() -> Cql2Parser.parse("(".repeat(900) + "n = 7" + ")".repeat(900)))
        .hasMessageContaining("at most 50 levels");
    assertThat(Cql2Parser.parse("(n=7) AND ".repeat(150) + "n=7").test(ITEM::get))
        .isEqualTo(Truth.TRUE);
  }

  @Test
  void longestFilterIsRead() {
    String text = "x".repeat(1_980);
    assertThat(Cql2Parser.parse("name = '" + text + "'").test(ITEM::get)).isEqualTo(Truth.FALSE);
  }

  @Test
  void wildcardsTakeNoExponentialTime() {
    var pattern = new Wildcards("%a".repeat(200) + "b");
    long start = System.nanoTime();
    assertThat(pattern.matches("a".repeat(20_000))).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
