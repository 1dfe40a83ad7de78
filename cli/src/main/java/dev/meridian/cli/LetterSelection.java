package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// Which dead letters are meant: the options of each command about many.
final class LetterSelection {
  @Option(names = "--region", paramLabel = "ID", description = "Those that died there.")
  private @Nullable String region;

  @Option(names = "--type", paramLabel = "TYPE", description = "Those of a task type.")
  private @Nullable String type;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Those whose reason contains this, whatever the case.")
  private @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Those that died then or later: 2026-01-31T12:00:00Z, or 2h for two hours ago.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Those that died then or before.")
  private @Nullable String until;

  @Option(names = "--request", paramLabel = "ID", description = "Those of one request.")
  private @Nullable String request;

  @Option(names = "--task", paramLabel = "ID", description = "Those of one task.")
  private @Nullable String task;

  /// As members of an order.
  ObjectNode members(InstantSource clock) {
    ObjectNode members = Json.object();
    put(members, "region", region);
    put(members, "type", type);
    put(members, "reason", reason);
    put(members, "since", time("--since", since, clock));
    put(members, "until", time("--until", until, clock));
    put(members, "request", request);
    put(members, "task", task);
    return members;
  }

  /// As a query that ends in `more`.
  String query(InstantSource clock, String more) {
    StringJoiner query = new StringJoiner("&", "?", "");
    members(clock)
        .properties()
        .forEach(member ->
            query.add(
                member.getKey() + "=" + URLEncoder.encode(member.getValue().stringValue(), UTF_8)));
    return query.add(more).toString();
  }

  private static void put(ObjectNode members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  private static @Nullable String time(String name, @Nullable String text, InstantSource clock) {
    if (text == null) {
      return null;
    }
    if (Values.isDuration(text)) {
      return clock.instant().minus(Values.duration(text)).toString();
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return time.toString();
    } catch (DateTimeException e) {
      throw new InvalidValueException(name, text, "2026-01-31T12:00:00Z, or 2h for two hours ago");
    }
  }
}
