package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One task of a frozen canvas that is to be sent now.
///
/// @param signature with its id
/// @param args all its arguments, with the values of what ran before
/// @param rest the chain's further steps, the next one last
public record Start(Signature signature, ArrayNode args, ArrayNode rest) {
  private static final long LONGEST_COUNTDOWN = Duration.ofDays(3650).toSeconds();

  /// What a signature may not say by its `headers`, as the message says it itself.
  private static final Set<String> OF_THE_MESSAGE =
      Set.of(
          "lang",
          "task",
          "id",
          "root_id",
          "parent_id",
          "group",
          "group_index",
          "retries",
          "timelimit",
          "eta",
          "expires",
          "ignore_result",
          "compression");

  /// The task as it travels.
  ///
  /// @param root the first task of its family; null if it is that
  /// @param parent the task it follows; null if it follows none
  /// @param now from which its `countdown` counts
  /// @throws InvalidValueException that names the option
  public Envelope envelope(@Nullable String root, @Nullable String parent, Instant now) {
    ObjectNode options = signature.options();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    if (options.path("headers") instanceof ObjectNode own) {
      Map<?, ?> plain = Json.convert(own, Map.class);
      plain.forEach((name, value) -> headers.put(String.valueOf(name), value));
      headers.keySet().removeAll(OF_THE_MESSAGE);
    }
    headers.put("task", signature.task());
    headers.put("id", text(options, "task_id"));
    headers.put("root_id", root);
    headers.put("parent_id", parent);
    headers.put("group", text(options, "group_id"));
    headers.put("group_index", number(options.path("group_index")));
    headers.put("eta", eta(options, now));
    headers.put("expires", expires(options, now));
    headers.put("timelimit", limits(options));
    headers.put("ignore_result", options.path("ignore_result").asBoolean(false));
    return CeleryCodec.envelope(headers, args, signature.kwargs(), embed());
  }

  /// The follow-ups that travel with the task.
  private ObjectNode embed() {
    ObjectNode options = signature.options();
    ObjectNode embed = Json.object();
    embed.set("callbacks", orNull(Freezing.listed(options, "link")));
    embed.set("errbacks", orNull(Freezing.listed(options, "link_error")));
    embed.set("chain", rest.isEmpty() ? Json.nullNode() : rest);
    embed.set("chord", options.has("chord") ? options.path("chord") : Json.nullNode());
    return embed;
  }

  private static JsonNode orNull(List<JsonNode> list) {
    return list.isEmpty() ? Json.nullNode() : Json.array().addAll(list);
  }

  private static @Nullable String text(ObjectNode options, String name) {
    return options.path(name).stringValue(null);
  }

  private static @Nullable Number number(JsonNode value) {
    return value.isNumber() ? value.numberValue() : null;
  }

  private static @Nullable String eta(ObjectNode options, Instant now) {
    return options.path("countdown").isNumber()
        ? after(options.path("countdown"), now)
        : text(options, "eta");
  }

  private static @Nullable String expires(ObjectNode options, Instant now) {
    return options.path("expires").isNumber()
        ? after(options.path("expires"), now)
        : text(options, "expires");
  }

  private static String after(JsonNode seconds, Instant now) {
    double count = seconds.doubleValue(Double.NaN);
    if (!(count >= 0 && count <= LONGEST_COUNTDOWN)) {
      throw new InvalidValueException("countdown or expires", count, "0.." + LONGEST_COUNTDOWN);
    }
    return now.plusMillis(Math.round(count * 1000)).toString();
  }

  private static @Nullable List<@Nullable Number> limits(ObjectNode options) {
    Number hard = number(options.path("time_limit"));
    Number soft = number(options.path("soft_time_limit"));
    return hard == null && soft == null ? null : Arrays.asList(hard, soft);
  }
}
