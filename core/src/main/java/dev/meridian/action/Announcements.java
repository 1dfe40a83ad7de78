package dev.meridian.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.broker.Announcement;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossedJson;
import dev.meridian.wire.Message;
import java.util.Map;

/// Makes messages of crossings, for back ends.
final class Announcements {
  private Announcements() {}

  /// The message of a crossing: key `REGION.KIND.FENCE`, and the crossing's id, or a digest of it
  /// if it is longer than ids of messages may be.
  ///
  /// @throws dev.meridian.InvalidValueException if the fence's id is too long for a key
  static Announcement of(Crossed crossed) {
    byte[] body = Json.bytes(CrossedJson.write(crossed));
    return new Announcement(
        crossed.region() + "." + crossed.kind().word() + "." + crossed.fence(),
        id(crossed.id()),
        new Message(Map.of(), "application/json", "utf-8", null, 0, body));
  }

  private static String id(String id) {
    return id.getBytes(UTF_8).length > Announcement.LONGEST ? Todo.digest(id) : id;
  }
}
