package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows under aligned headings. A table wider than the screen has its last column cut. For one
/// thread.
final class Table {
  private static final String GAP = "  ";

  private final Screen screen;
  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /// A column.
  ///
  /// @param heading its name
  /// @param right whether its cells are numbers
  record Column(String heading, boolean right) {
    /// A column of words.
    static Column words(String heading) {
      return new Column(heading, false);
    }

    /// A column of numbers.
    static Column number(String heading) {
      return new Column(heading, true);
    }
  }

  /// One value and how it looks.
  record Cell(String text, Style style) {
    /// Makes the text safe to show.
    Cell {
      text = Text.safe(text);
    }

    /// A value without a style of its own.
    static Cell of(Object value) {
      return new Cell(String.valueOf(value), Style.PLAIN);
    }
  }

  Table(Screen screen, Column... columns) {
    this.screen = screen;
    this.columns = List.of(columns);
  }

  /// Adds a row of one cell for each column.
  void row(Cell... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells in " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  /// Prints the headings and all rows.
  void print(PrintWriter out) {
    List<Cell> headings = columns.stream().map(c -> new Cell(c.heading(), Style.BOLD)).toList();
    int[] widths = widths(headings);
    out.println(line(headings, widths));
    rows.forEach(row -> out.println(line(row, widths)));
  }

  private int[] widths(List<Cell> headings) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              Text.width(headings.get(i).text()),
              rows.stream().mapToInt(r -> Text.width(r.get(column).text())).max().orElse(0));
    }
    int last = widths.length - 1;
    int before = 0;
    for (int i = 0; i < last; i++) {
      before += widths[i] + GAP.length();
    }
    int room = Math.max(8, screen.columns().getAsInt() - before);
    widths[last] = screen.terminal() ? Math.min(widths[last], room) : widths[last];
    return widths;
  }

  private String line(List<Cell> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      Cell cell = cells.get(i);
      String text = Text.cut(cell.text(), widths[i]);
      boolean last = i == widths.length - 1;
      String padded =
          columns.get(i).right()
              ? Text.right(text, widths[i])
              : last ? text : Text.left(text, widths[i]);
      line.append(screen.paint(cell.style(), padded)).append(last ? "" : GAP);
    }
    return line.toString().stripTrailing();
  }
}
