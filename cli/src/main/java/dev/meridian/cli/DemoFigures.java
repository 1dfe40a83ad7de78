package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Where the parts of the demo ran, and how many bytes came in and went out. For one thread.
final class DemoFigures {
  private final Map<String, Sum> regions = new TreeMap<>();

  private record Sum(int tasks, long fetched, long answered) {
    static final Sum NOTHING = new Sum(0, 0, 0);

    Sum plus(Sum more) {
      return new Sum(tasks + more.tasks, fetched + more.fetched, answered + more.answered);
    }

    String ratio() {
      return answered == 0 ? "" : Math.round((double) fetched / answered) + " : 1";
    }
  }

  /// Adds a part.
  void add(JsonNode part) {
    long fetched = part.path("report").path("bytesIn").asLong(0);
    long answered = Json.bytes(part.path("value")).length;
    regions.merge(part.path("region").asString("?"), new Sum(1, fetched, answered), Sum::plus);
  }

  /// Prints a row for each region and one for all.
  void print(Shell shell) {
    PrintWriter out = shell.out();
    Table table =
        new Table(
            shell.screen(),
            Column.words("  REGION"),
            Column.number("TASKS"),
            Column.number("FETCHED"),
            Column.number("ANSWERED"),
            Column.number("RATIO"));
    Sum all = Sum.NOTHING;
    for (Map.Entry<String, Sum> region : regions.entrySet()) {
      row(table, "  " + region.getKey(), region.getValue(), Style.PLAIN);
      all = all.plus(region.getValue());
    }
    row(table, "  all", all, Style.BOLD);
    out.println();
    table.print(out);
  }

  private static void row(Table table, String name, Sum sum, Style style) {
    table.row(
        new Cell(name, style),
        new Cell(Integer.toString(sum.tasks()), style),
        new Cell(Values.bytes(sum.fetched()), style),
        new Cell(Values.bytes(sum.answered()), style),
        new Cell(sum.ratio(), style));
  }
}
