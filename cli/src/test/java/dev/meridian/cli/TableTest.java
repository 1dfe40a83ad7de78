package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static String printed(Screen screen) {
    Table table = new Table(screen, Column.words("CITY"), Column.number("N"), Column.words("NOTE"));
    table.row(new Cell("東京", Style.BOLD), Cell.of(7), Cell.of("a long note on this city"));
    table.row(Cell.of("Rome"), Cell.of(1234), Cell.of(""));
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    table.print(writer);
    writer.flush();
    return out.toString();
  }

  @Test
  void columnsAreAligned() {
    assertThat(printed(Screen.plain()).lines())
        .containsExactly("CITY     N  NOTE", "東京     7  a long note on this city", "Rome  1234");
  }

  @Test
  void lastColumnIsCutToTheScreen() {
    assertThat(printed(new Screen(true, false, () -> 24)).lines())
        .contains("東京     7  a long note…");
  }

  @Test
  void coloursAreWrittenOnlyIfAllowed() {
    assertThat(printed(new Screen(true, true, () -> 80))).contains("\033[1m東京\033[0m");
    assertThat(printed(Screen.plain())).doesNotContain("\033");
  }

  @Test
  void rowMustFitTheColumns() {
    Table table = new Table(Screen.plain(), Column.words("A"));
    assertThatThrownBy(() -> table.row(Cell.of(1), Cell.of(2))).hasMessage("2 cells in 1 columns");
  }
}
