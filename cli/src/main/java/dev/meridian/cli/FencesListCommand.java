package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.Table.Cell;
import dev.meridian.cli.Table.Column;
import dev.meridian.json.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `meridian fences list`.
@Command(
    name = "list",
    description = "Lists fences in the order of their ids.",
    footer = {"", "Example: meridian fences list --bbox 5,47,15,55 --limit 20"})
final class FencesListCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Option(
      names = "--bbox",
      paramLabel = "W,S,E,N",
      description = "Only those in this box, in degrees. W may be greater than E.")
  private @Nullable String bbox;

  @Option(names = "--limit", paramLabel = "N", description = "The most. Default: ${DEFAULT-VALUE}")
  private int limit = 100;

  @Option(
      names = "--after",
      paramLabel = "ID",
      description = "Go on where a list ended, as it said at its end.")
  private @Nullable String after;

  FencesListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      var walk = new FenceWalk(gateway, query());
      ArrayNode features = Json.array();
      JsonNode next = walk.next();
      while (next != null && features.size() < limit) {
        features.add(next);
        next = walk.next();
      }
      show(features);
      if (next != null) {
        String last = features.get(features.size() - 1).path("id").asString("");
        shell.err().println("meridian: more follow; go on with --after " + Text.safe(last));
      }
      return Exit.OK;
    }
  }

  private String query() {
    return "?limit="
        + limit
        + (bbox == null ? "" : "&bbox=" + Encoded.parameter(bbox))
        + (after == null ? "" : "&after=" + Encoded.parameter(after));
  }

  private void show(ArrayNode features) {
    if (settings.json()) {
      shell
          .out()
          .println(
              Json.text(Json.object().put("type", "FeatureCollection").set("features", features)));
    } else {
      table(features).print(shell.out());
    }
  }

  private Table table(ArrayNode features) {
    Table table =
        new Table(
            shell.screen(),
            Column.words("FENCE"),
            Column.number("VERSION"),
            Column.words("SHAPE"),
            Column.words("EXPIRES"),
            Column.words("GROUPS"),
            Column.words("NAME"));
    for (JsonNode feature : features) {
      JsonNode properties = feature.path("properties");
      table.row(
          new Cell(feature.path("id").asString(""), Style.BOLD),
          Cell.of(feature.path("version").asInt(0)),
          Cell.of(shape(feature)),
          Cell.of(feature.path("expires").asString("-")),
          Cell.of(groups(properties)),
          Cell.of(properties.path("name").asString("")));
    }
    return table;
  }

  /// The groups of a fence in one line.
  static String groups(JsonNode properties) {
    return String.join(
        ",", properties.path("groups").valueStream().map(g -> g.asString("")).toList());
  }

  /// Its shape in a few words.
  static String shape(JsonNode feature) {
    JsonNode geometry = feature.path("geometry");
    String type = geometry.path("type").asString("");
    JsonNode coordinates = geometry.path("coordinates");
    return switch (type) {
      case "Point" -> "circle " + feature.path("properties").path("radius").asString("") + " m";
      case "Polygon" -> "polygon " + corners(coordinates);
      case "MultiPolygon" ->
          coordinates.size()
              + " polygons "
              + coordinates.valueStream().mapToInt(FencesListCommand::corners).sum();
      default -> type;
    };
  }

  /// The corners of a polygon, those of its holes too.
  private static int corners(JsonNode rings) {
    return rings.valueStream().mapToInt(ring -> Math.max(0, ring.size() - 1)).sum();
  }
}
