package dev.meridian.control;

import dev.meridian.MeridianException;
import dev.meridian.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// What one node said to a request.
///
/// @param node who
/// @param value what; `{"error": …}` if it could not do what it was asked
public record ControlReply(String node, JsonNode value) {
  private static final Logger LOG = LoggerFactory.getLogger(ControlReply.class);

  /// The reply of a node's handler, whatever it does: its exception becomes the reply `{"error":
  /// message}`, as Celery's nodes have it (I10).
  public static ControlReply by(String node, ControlHandler handler, ControlRequest request) {
    try {
      return new ControlReply(node, handler.reply(request));
    } catch (MeridianException e) {
      return new ControlReply(node, Json.object().put("error", e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("control request {} failed", request.method(), e);
      return new ControlReply(node, Json.object().put("error", e.toString()));
    }
  }

  /// Whether the node could not do it.
  public boolean isError() {
    return value.has("error");
  }
}
