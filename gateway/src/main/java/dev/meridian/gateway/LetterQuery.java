package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.client.BulkReplay;
import dev.meridian.json.Json;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterCursor;
import dev.meridian.letter.LetterFilter;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which dead letters a client means, in a query or in the body of an order.
///
/// @param filter which letters
/// @param after where the page before ended; empty for the first
/// @param limit the most letters
record LetterQuery(LetterFilter filter, Optional<LetterCursor> after, int limit) {
  static final String AFTER = "after";

  private static final List<String> FILTERS =
      List.of("region", "type", "reason", "since", "until", "request", "task");
  private static final String TIME = "an RFC 3339 time";
  private static final int STANDARD_LIMIT = 50;
  private static final int STANDARD_REPLAY = 100;

  /// A query.
  ///
  /// @throws Refusal that names the parameter that makes no sense
  static LetterQuery of(Query query) {
    query.allow(names("limit", AFTER));
    LetterFilter filter =
        new LetterFilter(
            query.one("region").orElse(null),
            query.one("type").orElse(null),
            query.one("reason").orElse(null),
            query.one("since", TIME, LetterQuery::time).orElse(null),
            query.one("until", TIME, LetterQuery::time).orElse(null),
            query.one("request", "the id of a job", RequestId::new).orElse(null),
            query.one("task", "the id of a task", TaskId::new).orElse(null));
    return new LetterQuery(
        filter,
        query.one(AFTER, "a cursor from a next link", LetterCursor::parse),
        query.limit(STANDARD_LIMIT, DeadLetterStore.MAX_PAGE));
  }

  /// The order to replay letters in a body.
  ///
  /// @throws Refusal that points to the member that makes no sense
  static BulkReplay.Order replay(byte[] body) {
    JsonNode document = document(body, names("limit", "to", "dryRun"));
    return new BulkReplay.Order(
        filter(document), limit(document), text(document, "to"), flag(document, "dryRun"));
  }

  private static int limit(JsonNode document) {
    JsonNode limit = document.path("limit");
    if (limit.isMissingNode()) {
      return STANDARD_REPLAY;
    }
    if (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > BulkReplay.MOST) {
      throw refusal("limit", limit, "an integer, 1.." + BulkReplay.MOST);
    }
    return limit.intValue();
  }

  /// The region a single letter is to be sent to; null for where it died.
  static @Nullable String destination(byte[] body) {
    return body.length == 0 ? null : text(document(body, Set.of("to")), "to");
  }

  /// What is to be purged.
  ///
  /// @param filter which letters
  /// @param dryRun whether to say only how many there are
  record Purge(LetterFilter filter, boolean dryRun) {
    static Purge of(byte[] body) {
      JsonNode document = document(body, names("dryRun"));
      return new Purge(LetterQuery.filter(document), flag(document, "dryRun"));
    }
  }

  private static LetterFilter filter(JsonNode document) {
    return new LetterFilter(
        text(document, "region"),
        text(document, "type"),
        text(document, "reason"),
        parsed(document, "since", TIME, LetterQuery::time),
        parsed(document, "until", TIME, LetterQuery::time),
        parsed(document, "request", "the id of a job", RequestId::new),
        parsed(document, "task", "the id of a task", TaskId::new));
  }

  private static Set<String> names(String... more) {
    Set<String> names = new TreeSet<>(FILTERS);
    names.addAll(List.of(more));
    return names;
  }

  private static JsonNode document(byte[] body, Set<String> names) {
    JsonNode document;
    try {
      document = Json.read(body);
    } catch (InvalidValueException e) {
      throw Problem.of(ProblemType.MALFORMED_JSON, String.valueOf(e.getMessage())).refusal();
    }
    if (!document.isObject()) {
      throw refusal("", document, "an object; {} means every letter");
    }
    for (String name : document.propertyNames()) {
      if (!names.contains(name)) {
        throw refusal(name, "given", "members: " + NearNames.expectation(name, names));
      }
    }
    return document;
  }

  private static @Nullable String text(JsonNode document, String name) {
    return parsed(document, name, "text", Function.identity());
  }

  private static boolean flag(JsonNode document, String name) {
    JsonNode value = document.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw refusal(name, value, "true or false");
    }
    return value.asBoolean(false);
  }

  private static <T> @Nullable T parsed(
      JsonNode document, String name, String expected, Function<String, T> parser) {
    JsonNode value = document.path(name);
    if (value.isMissingNode()) {
      return null;
    }
    try {
      return parser.apply(value.stringValue());
    } catch (RuntimeException e) {
      throw refusal(name, value, expected);
    }
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static Refusal refusal(String name, Object value, String expected) {
    String pointer = name.isEmpty() ? "" : Violations.at("", name);
    InvalidValueException complaint =
        new InvalidValueException(name.isEmpty() ? "document" : name, value, expected);
    String detail = String.valueOf(complaint.getMessage());
    JsonNode error = Json.object().put("pointer", pointer).put("detail", detail);
    return Problem.of(ProblemType.INVALID_FILTER, detail)
        .with("errors", Json.array().add(error))
        .refusal();
  }
}
