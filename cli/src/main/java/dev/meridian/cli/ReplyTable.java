package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The replies of nodes to one command, as a table.
final class ReplyTable {
  private static final String NODE = "NODE";

  private final Screen screen;
  private final String command;

  ReplyTable(Screen screen, String command) {
    this.screen = screen;
    this.command = command;
  }

  void print(Map<String, JsonNode> replies, PrintWriter out) {
    if (command.equals("report")) {
      replies.forEach((node, reply) -> {
        out.println(screen.paint(Style.BOLD, Text.safe(node)));
        reply.path("ok").asString("").lines().forEach(line -> out.println(Text.safe(line)));
      });
      return;
    }
    List<Column> columns = new ArrayList<>(List.of(Column.words(NODE)));
    columns.addAll(columns());
    Table table = new Table(screen, columns.toArray(Column[]::new));
    replies.forEach((node, reply) -> rows(reply).forEach(row -> add(table, node, row, columns)));
    table.print(out);
  }

  private static void add(Table table, String node, List<String> row, List<Column> columns) {
    List<Cell> cells = new ArrayList<>(List.of(new Cell(node, Style.BOLD)));
    row.forEach(value -> cells.add(Cell.of(value)));
    while (cells.size() < columns.size()) {
      cells.add(Cell.of(""));
    }
    table.row(cells.toArray(Cell[]::new));
  }

  private List<Column> columns() {
    return switch (command) {
      case "stats" ->
          List.of(
              Column.number("SLOTS"),
              Column.number("STARTED"),
              Column.words("UP"),
              Column.number("PID"),
              Column.words("BROKER"));
      case "active", "reserved", "scheduled" ->
          List.of(Column.words("TASK"), Column.words("TYPE"), Column.words("QUEUE"));
      case "query_task" ->
          List.of(Column.words("TASK"), Column.words("STATE"), Column.words("TYPE"));
      case "registered" -> List.of(Column.words("TYPE"));
      case "revoked" -> List.of(Column.words("TASK"));
      case "active_queues" -> List.of(Column.words("QUEUE"), Column.words("EXCHANGE"));
      case "conf" -> List.of(Column.words("SETTING"), Column.words("VALUE"));
      case "clock" -> List.of(Column.number("CLOCK"));
      default -> List.of(Column.words("REPLY"));
    };
  }

  /// One row for each thing that a node told of, or one that says what was wrong.
  private List<List<String>> rows(JsonNode reply) {
    if (reply.has("error")) {
      return List.of(List.of("error: " + reply.path("error").asString("")));
    }
    return switch (command) {
      case "stats" -> List.of(stats(reply));
      case "active", "reserved" -> reply.valueStream().map(ReplyTable::task).toList();
      case "scheduled" -> reply.valueStream().map(row -> task(row.path("request"))).toList();
      case "query_task" ->
          reply.propertyStream().map(e -> found(e.getKey(), e.getValue())).toList();
      case "registered", "revoked" ->
          reply.valueStream().map(item -> List.of(item.asString(""))).toList();
      case "active_queues" -> reply.valueStream().map(ReplyTable::queue).toList();
      case "conf" ->
          reply.propertyStream().map(e -> List.of(e.getKey(), shown(e.getValue()))).toList();
      case "clock" -> List.of(List.of(shown(reply.path("clock"))));
      default -> List.of(List.of(reply.has("ok") ? shown(reply.path("ok")) : shown(reply)));
    };
  }

  private static List<String> stats(JsonNode stats) {
    long started = stats.path("total").valueStream().mapToLong(count -> count.asLong(0)).sum();
    JsonNode broker = stats.path("broker");
    return List.of(
        shown(stats.path("pool").path("max-concurrency")),
        Long.toString(started),
        Values.time(Duration.ofSeconds(stats.path("uptime").asLong(0))),
        shown(stats.path("pid")),
        broker.path("hostname").asString("") + ":" + broker.path("port").asInt(0));
  }

  private static List<String> task(JsonNode task) {
    return List.of(
        shown(task.path("id")),
        shown(task.path("name")),
        shown(task.path("delivery_info").path("routing_key")));
  }

  private static List<String> found(String id, JsonNode reply) {
    return List.of(id, shown(reply.path(0)), shown(reply.path(1).path("name")));
  }

  private static List<String> queue(JsonNode queue) {
    return List.of(shown(queue.path("name")), shown(queue.path("exchange").path("name")));
  }

  private static String shown(JsonNode value) {
    return value.isString() ? value.stringValue() : value.isMissingNode() ? "" : Json.text(value);
  }
}
