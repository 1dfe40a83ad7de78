package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Frame.Complaint;
import dev.meridian.gateway.stream.Frame.Crossing;
import dev.meridian.gateway.stream.Frame.Gap;
import dev.meridian.gateway.stream.Frame.Passed;
import dev.meridian.gateway.stream.Frame.Positions;
import dev.meridian.gateway.stream.Frame.Subscribed;
import dev.meridian.gateway.stream.Frame.Taken;
import dev.meridian.gateway.stream.Frame.Unsubscribed;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.ReceiptJson;
import dev.meridian.json.Json;
import dev.meridian.track.PositionJson;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Frames as text.
public final class FrameText {
  private FrameText() {}

  /// The frame for a WebSocket: an object with a `type`.
  public static String object(Frame frame) {
    return switch (frame) {
      case Crossing(List<String> those, String cursor, Frame.Told told) -> {
        String head = Json.text(typed("crossing", those).put("cursor", cursor));
        // The crossing is text already, made once for all.
        yield head.substring(0, head.length() - 1) + ",\"crossing\":" + told.text() + "}";
      }
      case Gap(List<String> those, String region) ->
          Json.text(typed("gap", those).put("region", region));
      case Subscribed(String id, String cursor) -> {
        ObjectNode subscribed = typed("subscribed").put("id", id);
        yield Json.text(cursor == null ? subscribed : subscribed.put("cursor", cursor));
      }
      case Unsubscribed(String id) -> Json.text(typed("unsubscribed").put("id", id));
      case Passed(List<String> those, String cursor) ->
          Json.text(typed("cursor", those).put("cursor", cursor));
      case Positions positions -> Json.text(typed("positions").set("positions", rows(positions)));
      case Taken(String id, PositionIntake.Receipt receipt) ->
          Json.text(typed("taken").put("id", id).setAll(ReceiptJson.write(receipt)));
      case Complaint(String id, String detail) -> {
        ObjectNode error = typed("error");
        yield Json.text((id == null ? error : error.put("id", id)).put("detail", detail));
      }
    };
  }

  /// The frame for server-sent events, whose one subscription has no name.
  public static String event(Frame frame) {
    return switch (frame) {
      case Crossing(_, String cursor, Frame.Told told) ->
          "id: " + cursor + "\nevent: crossing\ndata: " + told.text() + "\n\n";
      case Gap(_, String region) ->
          "event: gap\ndata: " + Json.text(Json.object().put("region", region)) + "\n\n";
      // An event without data moves the client's last id and is not shown.
      case Subscribed(_, String cursor) ->
          cursor == null ? ": subscribed\n\n" : "id: " + cursor + "\n\n";
      case Passed(_, String cursor) -> "id: " + cursor + "\n\n";
      case Positions positions -> "event: positions\ndata: " + Json.text(rows(positions)) + "\n\n";
      case Unsubscribed _, Complaint _, Taken _ -> "";
    };
  }

  private static ArrayNode rows(Positions positions) {
    ArrayNode rows = Json.array();
    positions.positions().forEach(position -> rows.add(PositionJson.row(position)));
    return rows;
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }

  private static ObjectNode typed(String type, List<String> subscriptions) {
    ObjectNode object = typed(type);
    object.set("subscriptions", Json.of(subscriptions));
    return object;
  }
}
