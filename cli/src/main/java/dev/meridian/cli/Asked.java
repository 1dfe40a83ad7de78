package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Unique;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// What a request asks for, and where and how: the options of each command that makes one.
final class Asked {
  private static final double MILLIS = 1000;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME=VALUE",
      description = "One input: name=text or name:=json. May be repeated.")
  private List<String> members = new ArrayList<>();

  @Option(
      names = "--inputs",
      paramLabel = "FILE|-|JSON",
      description = "All inputs as one JSON object: from a file, from stdin, or as it stands.")
  private @Nullable String document;

  @Option(names = "--region", paramLabel = "ID", description = "Where: in this region.")
  private @Nullable String region;

  @Option(names = "--near", paramLabel = "LON,LAT", description = "Where: near this point.")
  private @Nullable LonLat near;

  @Option(names = "--policy", paramLabel = "NAME", description = "pin, prefer, nearest or any.")
  private @Nullable RoutePolicy policy;

  @Option(names = "--priority", paramLabel = "NAME", description = "high, normal or low.")
  private @Nullable Priority priority;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "Give up what is not finished after so long, for example 30s.")
  private @Nullable Duration deadline;

  @Option(
      names = "--unique",
      paramLabel = "KEY",
      description = "One unfinished request of the type with this key at a time.")
  private @Nullable String unique;

  @Option(
      names = "--unique-mode",
      paramLabel = "NAME",
      description = "drop this one, replace the earlier one, or debounce. Default: drop.")
  private Unique.@Nullable Mode uniqueMode;

  @Option(
      names = "--unique-wait",
      paramLabel = "TIME",
      description = "How long debounce waits for others, for example 5s.")
  private @Nullable Duration uniqueWait;

  /// The inputs.
  ObjectNode inputs(Shell shell) {
    return Inputs.of(shell, document, members);
  }

  /// The options of the execute document.
  ObjectNode options() {
    ObjectNode options = Json.object();
    if (region != null && near != null) {
      throw new InvalidValueException("--region", region + " and --near", "one of them");
    }
    if (region != null) {
      options.put("region", region);
    }
    if (near != null) {
      options.set("near", Json.array().add(near.lon()).add(near.lat()));
    }
    if (policy != null) {
      options.put("policy", policy.word());
    }
    if (priority != null) {
      options.put("priority", priority.word());
    }
    if (deadline != null) {
      options.put("deadline", deadline.toMillis() / MILLIS);
    }
    if (unique != null) {
      options.set("unique", unique(unique));
    } else if (uniqueMode != null || uniqueWait != null) {
      throw new InvalidValueException("--unique", "", "a key, with --unique-mode or --unique-wait");
    }
    return options;
  }

  private ObjectNode unique(String key) {
    ObjectNode wish = Json.object().put("key", key);
    if (uniqueMode != null) {
      wish.put("mode", uniqueMode.word());
    }
    if (uniqueWait != null) {
      wish.put("wait", uniqueWait.toMillis() / MILLIS);
    }
    return wish;
  }
}
