package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of a control request, read with complaints that name them.
///
/// @param values as they were sent
record Arguments(ObjectNode values) {
  private static final int MOST_IDS = 10_000;
  private static final double LONGEST_SECONDS = 86_400;

  /// A text that must be there.
  String text(String name) {
    JsonNode value = values.path(name);
    if (!value.isString() || value.stringValue().isEmpty()) {
      throw new InvalidValueException(name, value.isMissingNode() ? "missing" : value, "a text");
    }
    return value.stringValue();
  }

  /// A whole number of 1 to 2,000; `otherwise` if there is none.
  int count(String name, int otherwise) {
    JsonNode value = values.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    int count = value.asInt(0);
    if (count < 1 || count > WorkerConfig.Scale.MOST) {
      throw new InvalidValueException(name, value, "1.." + WorkerConfig.Scale.MOST);
    }
    return count;
  }

  /// A time of up to a day, in seconds; none if it is null or missing.
  Optional<Duration> seconds(String name) {
    JsonNode value = values.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    double seconds = value.asDouble(0);
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
      throw new InvalidValueException(name, value, "seconds, above 0, at most " + LONGEST_SECONDS);
    }
    return Optional.of(Duration.ofMillis(Math.max(1, Math.round(seconds * 1_000))));
  }

  /// A rate, as a text or a number of tasks a second; none if it is 0, null or missing.
  Optional<RateLimit> rate(String name) {
    JsonNode value = values.path(name);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : RateLimit.of(value.asString(""));
  }

  /// Whether it is there and true.
  boolean flag(String name) {
    return values.path(name).asBoolean(false);
  }

  /// The ids of tasks, one or a list of at most 10,000.
  List<TaskId> tasks(String name) {
    JsonNode value = values.path(name);
    Stream<JsonNode> ids = value instanceof ArrayNode list ? list.valueStream() : Stream.of(value);
    List<TaskId> tasks = ids.map(id -> new TaskId(id.asString(""))).distinct().toList();
    if (tasks.size() > MOST_IDS) {
      throw new InvalidValueException(name, tasks.size() + " ids", "at most " + MOST_IDS);
    }
    return tasks;
  }
}
