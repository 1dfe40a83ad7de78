package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.cli.Screen.Style;
import dev.meridian.cli.ServerEvents.Event;
import dev.meridian.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `meridian stream`.
@Command(
    name = "stream",
    description = {
      "Prints crossings as they come: those that fit all filters, and one value of each.",
      "Connects again by itself and goes on where it was."
    },
    footer = {
      "",
      "Example: meridian stream --fence port --kind enter --kind exit",
      "         meridian stream --object 'truck-*' --bbox 5,47,15,55 --json"
    })
final class StreamCommand implements Callable<Integer> {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int MOST_DOUBLINGS = 5;
  private static final String HEADINGS =
      columns("TIME", "KIND", "OBJECT", "FENCE", "REGION") + "LON,LAT";

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Option(names = "--fence", paramLabel = "ID", description = "Of this fence.")
  private List<String> fences = List.of();

  @Option(names = "--group", paramLabel = "NAME", description = "Of the fences of this group.")
  private List<String> groups = List.of();

  @Option(
      names = "--object",
      paramLabel = "ID",
      description = "Of this object, or of those whose id begins so: truck-*")
  private List<String> objects = List.of();

  @Option(
      names = "--bbox",
      paramLabel = "W,S,E,N",
      description = "In this box, in degrees; west may be greater than east.")
  private @Nullable String bbox;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "enter, exit, cross, dwell, approach, lost, inside or outside.")
  private List<String> kinds = List.of();

  @Option(
      names = "--cursor",
      paramLabel = "TEXT",
      description = "Begin after it, as --json prints it. Default: now.")
  private @Nullable String cursor;

  @Option(names = "--limit", paramLabel = "N", description = "End after so many. Default: never.")
  private long limit = Long.MAX_VALUE;

  private boolean headed;

  StreamCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new InvalidValueException("--limit", limit, "at least 1");
    }
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      follow(gateway);
      return Exit.OK;
    }
  }

  private void follow(GatewayClient gateway) throws InterruptedException {
    boolean connected = false;
    int failures = 0;
    while (limit > 0) {
      try (ServerEvents events = gateway.events(path(), cursor)) {
        connected = true;
        failures = 0;
        show(events);
      } catch (IOException e) {
        failures++;
      } catch (ProblemException | CommandException e) {
        if (!connected || Exit.of(e) != Exit.UNREACHABLE) {
          throw e;
        }
        failures++;
      }
      if (limit > 0) {
        pause(failures);
      }
    }
  }

  private static void pause(int failures) throws InterruptedException {
    long millis = FIRST_PAUSE.toMillis() << Math.min(failures, MOST_DOUBLINGS);
    boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  private String path() {
    StringJoiner query = new StringJoiner("&", "/stream?", "").setEmptyValue("/stream");
    add(query, "fences", fences);
    add(query, "groups", groups);
    add(query, "objects", objects);
    add(query, "kinds", kinds);
    add(query, "bbox", bbox == null ? List.of() : List.of(bbox));
    return query.toString();
  }

  private static void add(StringJoiner query, String name, List<String> values) {
    values.forEach(value -> query.add(name + "=" + URLEncoder.encode(value, UTF_8)));
  }

  private void show(ServerEvents events) throws IOException {
    for (Event event = events.next(); event != null && limit > 0; event = events.next()) {
      if (!event.id().isEmpty()) {
        cursor = event.id();
      }
      switch (event.type()) {
        case "crossing" -> {
          crossing(Json.read(event.data()));
          limit--;
        }
        case "gap" -> gap(Json.read(event.data()).path("region").asString(""));
        default -> {} // Beats, and what later gateways may say.
      }
      if (limit == 0) {
        return;
      }
    }
  }

  private void crossing(JsonNode crossing) {
    if (settings.json()) {
      JsonNode line = Json.object().put("cursor", cursor).set("crossing", crossing);
      shell.out().println(Json.text(line));
    } else {
      if (!headed) {
        shell.out().println(shell.screen().paint(Style.BOLD, HEADINGS));
        headed = true;
      }
      shell.out().println(line(crossing));
    }
    shell.out().flush();
  }

  private String line(JsonNode crossing) {
    String kind = crossing.path("kind").asString("");
    String late = crossing.path("late").asBoolean(false) ? " (late)" : "";
    String text =
        columns(
                crossing.path("time").asString(""),
                kind,
                crossing.path("object").asString(""),
                crossing.path("fence").asString("-"),
                crossing.path("region").asString(""))
            + degrees(crossing.path("lon"))
            + ","
            + degrees(crossing.path("lat"))
            + late
            + place(crossing.path("place"));
    return shell.screen().paint(style(kind), text);
  }

  /// To a metre, which is what people can use.
  private static String degrees(JsonNode value) {
    return String.format(Locale.ROOT, "%.5f", value.asDouble(Double.NaN));
  }

  private static String place(JsonNode place) {
    if (place.isMissingNode()) {
      return "";
    }
    double kilometres = place.path("distance").asDouble(0) / 1_000;
    String name = Text.safe(place.path("name").asString(""));
    return String.format(Locale.ROOT, "  near %s, %.1f km", name, kilometres);
  }

  private static String columns(
      String time, String kind, String object, String fence, String region) {
    return Text.left(Text.safe(time), 25)
        + Text.left(Text.safe(kind), 10)
        + Text.left(Text.safe(object), 22)
        + Text.left(Text.safe(fence), 22)
        + Text.left(Text.safe(region), 10);
  }

  private static Style style(String kind) {
    return switch (kind) {
      case "enter" -> Style.GREEN;
      case "exit" -> Style.CYAN;
      case "lost" -> Style.RED;
      case "dwell", "approach" -> Style.YELLOW;
      default -> Style.PLAIN;
    };
  }

  private void gap(String region) {
    if (settings.json()) {
      shell.out().println(Json.text(Json.object().put("gap", region)));
      shell.out().flush();
    } else {
      shell.err().println("gap: some crossings of " + Text.safe(region) + " are no longer kept");
      shell.err().flush();
    }
  }
}
