package dev.meridian.track;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Positions on their way to a region: a message with a list of rows, all of one partition, among
/// them a [Look] at times. No task of Celery's: nobody waits for it, and only Meridian's workers
/// read its queue.
public final class PositionMessage {
  /// The most positions of one message.
  public static final int MOST = 1_000;

  private static final String TYPE = "application/vnd.meridian.positions+json";

  private PositionMessage() {}

  /// What a message held.
  ///
  /// @param positions that can be used, in their order
  /// @param looks to take after the positions
  /// @param refused of each row that cannot be used, why
  public record Batch(List<Position> positions, List<Look> looks, List<String> refused) {}

  /// The message of up to [#MOST] positions.
  public static Message write(List<Position> positions, String region, Seal seal) {
    ArrayNode rows = Json.array();
    positions.forEach(position -> rows.add(PositionJson.row(position)));
    return write(rows, region, seal);
  }

  /// The message of a look, which goes the way of the positions.
  public static Message write(Look look, String region, Seal seal) {
    return write(Json.array().add(look.row()), region, seal);
  }

  private static Message write(ArrayNode rows, String region, Seal seal) {
    return seal.seal(new Message(Map.of(), TYPE, UTF_8.name(), null, 0, Json.bytes(rows)), region);
  }

  /// The positions of a message.
  ///
  /// @throws MalformedMessageException if it is none, or not to be trusted
  public static Batch read(Message sealed, String region, Seal seal) {
    Message message = seal.open(sealed, region);
    if (!TYPE.equals(message.contentType())) {
      throw new MalformedMessageException(
          "content-type: " + message.contentType() + " (expected: " + TYPE + ")", null);
    }
    JsonNode rows = rows(message);
    List<Position> positions = new ArrayList<>();
    List<Look> looks = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (JsonNode row : rows) {
      try {
        if (row.isObject()) {
          looks.add(Look.ofRow(row));
        } else {
          positions.add(PositionJson.ofRow(row));
        }
      } catch (InvalidValueException e) {
        refused.add(String.valueOf(e.getMessage()));
      }
    }
    return new Batch(positions, looks, refused);
  }

  private static JsonNode rows(Message message) {
    try {
      JsonNode rows = Json.read(message.body());
      if (rows.isArray() && rows.size() <= MOST) {
        return rows;
      }
      throw new MalformedMessageException(
          "body: " + rows.getNodeType() + " (expected: a list of at most " + MOST + ")", null);
    } catch (InvalidValueException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), null);
    }
  }
}
