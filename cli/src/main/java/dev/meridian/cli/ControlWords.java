package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.control.ControlRequest;
import dev.meridian.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Commands with their arguments as people write them, in the order that `celery inspect` and
/// `celery control` know.
final class ControlWords {
  /// Commands that look, each with the names of its arguments.
  static final Map<String, List<String>> INSPECT =
      sorted(
          Map.ofEntries(
              Map.entry("ping", List.of()),
              Map.entry("stats", List.of()),
              Map.entry("active", List.of()),
              Map.entry("reserved", List.of()),
              Map.entry("scheduled", List.of()),
              Map.entry("revoked", List.of()),
              Map.entry("registered", List.of()),
              Map.entry("active_queues", List.of()),
              Map.entry("conf", List.of()),
              Map.entry("clock", List.of()),
              Map.entry("report", List.of()),
              Map.entry("query_task", List.of("ids..."))));

  /// Commands that change something, each with the names of its arguments: `?` may be left out, `#`
  /// is a number, `...` is all that follow.
  static final Map<String, List<String>> CONTROL =
      sorted(
          Map.ofEntries(
              Map.entry("revoke", List.of("task_id...")),
              Map.entry("terminate", List.of("signal", "task_id...")),
              Map.entry("time_limit", List.of("task_name", "soft#", "hard#?")),
              Map.entry("rate_limit", List.of("task_name", "rate_limit")),
              Map.entry("add_consumer", List.of("queue")),
              Map.entry("cancel_consumer", List.of("queue")),
              Map.entry("pool_grow", List.of("n#?")),
              Map.entry("pool_shrink", List.of("n#?")),
              Map.entry("autoscale", List.of("max#?", "min#?")),
              Map.entry("enable_events", List.of()),
              Map.entry("disable_events", List.of()),
              Map.entry("heartbeat", List.of()),
              Map.entry("shutdown", List.of())));

  private ControlWords() {}

  private static Map<String, List<String>> sorted(Map<String, List<String>> commands) {
    return new TreeMap<>(commands);
  }

  /// The request that the words mean.
  ///
  /// @throws InvalidValueException if there is no such command, or its arguments are wrong
  static ControlRequest request(
      Map<String, List<String>> commands, String command, List<String> words) {
    List<String> names = commands.get(command);
    if (names == null) {
      Collection<String> known = commands.keySet();
      throw new InvalidValueException("COMMAND", command, NearNames.expectation(command, known));
    }
    ObjectNode arguments = Json.object();
    int next = 0;
    for (String name : names) {
      if (name.endsWith("...")) {
        List<String> rest = words.subList(Math.min(next, words.size()), words.size());
        putAll(arguments, name.substring(0, name.length() - 3), rest);
        next = words.size();
      } else if (next < words.size()) {
        put(arguments, name.replace("?", ""), words.get(next++));
      } else if (!name.endsWith("?")) {
        throw new InvalidValueException(name.replace("#", ""), "missing", usage(command, names));
      }
    }
    if (next < words.size()) {
      throw new InvalidValueException("argument", words.get(next), usage(command, names));
    }
    return ControlRequest.of(command, arguments);
  }

  private static void putAll(ObjectNode arguments, String name, List<String> words) {
    if (words.isEmpty()) {
      throw new InvalidValueException(name, "missing", "at least one id");
    }
    ArrayNode list = arguments.putArray(name);
    words.forEach(list::add);
  }

  private static void put(ObjectNode arguments, String name, String word) {
    if (!name.endsWith("#")) {
      arguments.put(name, word);
      return;
    }
    String bare = name.substring(0, name.length() - 1);
    try {
      double number = Double.parseDouble(word);
      if (number == (int) number) {
        arguments.put(bare, (int) number);
      } else {
        arguments.put(bare, number);
      }
    } catch (NumberFormatException e) {
      throw new InvalidValueException(bare, word, "a number");
    }
  }

  private static String usage(String command, List<String> names) {
    StringBuilder usage = new StringBuilder(command);
    for (String name : names) {
      String bare = name.replaceAll("[#?]", "").toUpperCase(Locale.ROOT);
      usage.append(name.endsWith("?") ? " [" + bare + "]" : " " + bare);
    }
    return usage.toString();
  }
}
