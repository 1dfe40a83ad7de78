package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// The fields of a request's state hash. Times are milliseconds since 1970; a missing field means
/// that it did not happen.
///
/// @param type the name of its task type
/// @param total how many tasks
/// @param min how many must succeed
/// @param started when the first attempt began
/// @param finished when it was over
/// @param updated when anything changed last
/// @param done how many tasks are over
/// @param failed how many of these did not succeed
/// @param deciding how many decide, if not all do
/// @param lost how many of these did not succeed
/// @param percent what the handler of its only task reported
/// @param message the same in words
/// @param dismissed whether it was cancelled
/// @param expires when the results go
record RequestState(
    String type,
    int total,
    int min,
    @Nullable Instant started,
    @Nullable Instant finished,
    Instant updated,
    int done,
    int failed,
    @Nullable Integer deciding,
    int lost,
    int percent,
    String message,
    boolean dismissed,
    @Nullable Instant expires) {
  private static final List<String> FIELDS =
      List.of(
          "type",
          "total",
          "min",
          "started",
          "finished",
          "updated",
          "done",
          "failed",
          "deciding",
          "lost",
          "percent",
          "message",
          "dismissed",
          "expires");

  /// The command that reads what [#of] takes.
  static CommandArguments read(String key) {
    return new CommandArguments(Command.HMGET).key(key).addObjects(FIELDS);
  }

  /// The state in a reply, null if the key does not exist.
  static @Nullable RequestState of(@Nullable Object reply) {
    List<@Nullable Object> values = Replies.list(reply);
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < FIELDS.size(); i++) {
      if (values.get(i) instanceof byte[] value) {
        fields.put(FIELDS.get(i), new String(value, UTF_8));
      }
    }
    return fields.isEmpty() ? null : of(fields);
  }

  private static RequestState of(Map<String, String> fields) {
    return new RequestState(
        fields.getOrDefault("type", ""),
        number(fields, "total"),
        number(fields, "min"),
        instant(fields, "started"),
        instant(fields, "finished"),
        Instant.ofEpochMilli(Long.parseLong(fields.getOrDefault("updated", "0"))),
        number(fields, "done"),
        number(fields, "failed"),
        fields.containsKey("deciding") ? number(fields, "deciding") : null,
        number(fields, "lost"),
        number(fields, "percent"),
        fields.getOrDefault("message", ""),
        fields.containsKey("dismissed"),
        instant(fields, "expires"));
  }

  TaskState state() {
    return dismissed
        ? TaskState.DISMISSED
        : RequestStatus.derive(total, done, good(), min, started != null);
  }

  /// How many of those that decide succeeded.
  private int good() {
    return deciding == null ? done - failed : deciding - lost;
  }

  /// Whether a filter can accept it, as far as one can tell without its record.
  boolean mayPass(RequestFilter filter) {
    return (filter.types().isEmpty() || filter.types().contains(type))
        && (filter.states().isEmpty() || filter.states().contains(state()));
  }

  /// The status it amounts to.
  ///
  /// @param hasParts whether the list of parts is still there
  RequestStatus with(RequestRecord request, boolean hasParts) {
    return new RequestStatus(
        request,
        state(),
        started,
        finished,
        updated,
        done,
        failed,
        RequestStatus.percent(total, done, percent),
        message,
        expires,
        finished != null && !hasParts);
  }

  private static int number(Map<String, String> fields, String name) {
    return Integer.parseInt(fields.getOrDefault(name, "0"));
  }

  private static @Nullable Instant instant(Map<String, String> fields, String name) {
    String millis = fields.get(name);
    return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
  }
}
