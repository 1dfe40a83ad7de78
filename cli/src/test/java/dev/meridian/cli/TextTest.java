package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "Frankfurt, 9",
    "Zürich, 6",
    "Zu\u0308rich, 6",
    "東京, 4",
    "서울, 4",
    "🚲, 2",
    "🇩🇪, 2",
    "👩‍🚀, 2",
    "☎️, 2",
    "…, 1"
  })
  void widthIsThatOfATerminal(String text, int columns) {
    assertThat(Text.width(text)).isEqualTo(columns);
  }

  @ParameterizedTest
  @CsvSource({
    "Frankfurt, 9, Frankfurt",
    "Frankfurt, 8, Frankfu…",
    "東京都, 5, 東京…",
    "東京都, 4, 東…",
    "ab, 1, …"
  })
  void cutKeepsWholeCharacters(String text, int columns, String expected) {
    assertThat(Text.cut(text, columns)).isEqualTo(expected);
  }

  @Test
  void paddingCountsColumns() {
    assertThat(Text.left("東京", 6)).isEqualTo("東京  ");
    assertThat(Text.right("東京", 6)).isEqualTo("  東京");
  }

  @Test
  void safeTextCannotSteerTheTerminal() {
    assertThat(Text.safe("a\033[31mb\r\nc\u202Ed\u009bm")).isEqualTo("a [31mb c d m");
  }
}
