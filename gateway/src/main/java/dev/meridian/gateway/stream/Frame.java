package dev.meridian.gateway.stream;

import dev.meridian.ingest.PositionIntake;
import dev.meridian.json.Json;
import dev.meridian.track.CrossedJson;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client is told. Immutable.
public sealed interface Frame {
  /// What any frame takes, in bytes.
  int OVERHEAD = 200;

  /// A crossing that it asked for.
  ///
  /// @param subscriptions by their ids, those that asked
  /// @param cursor of these subscriptions
  /// @param told the crossing
  record Crossing(List<String> subscriptions, String cursor, Told told) implements Frame {}

  /// Crossings of a region after its cursor are no longer kept.
  record Gap(List<String> subscriptions, String region) implements Frame {}

  /// A subscription is taken.
  ///
  /// @param cursor it starts from, null without crossings
  record Subscribed(String id, @Nullable String cursor) implements Frame {}

  /// A subscription has ended.
  record Unsubscribed(String id) implements Frame {}

  /// Nothing that it asked for happened up to here.
  ///
  /// @param subscriptions for which the cursor is good
  record Passed(List<String> subscriptions, String cursor) implements Frame {}

  /// The last positions of objects, one of each.
  record Positions(List<Position> positions) implements Frame {}

  /// What became of the positions that it sent.
  ///
  /// @param id of its frame
  record Taken(String id, PositionIntake.Receipt receipt) implements Frame {}

  /// What it sent makes no sense.
  ///
  /// @param id of the subscription it is about, null if that is not known
  record Complaint(@Nullable String id, String detail) implements Frame {}

  /// About how many bytes it takes while it waits; positions are not counted.
  default int size() {
    return switch (this) {
      case Crossing(var _, String cursor, Told told) ->
          OVERHEAD + cursor.length() + told.text().length();
      case Subscribed(_, String cursor) -> OVERHEAD + length(cursor);
      case Passed(_, String cursor) -> OVERHEAD + cursor.length();
      case Taken(_, PositionIntake.Receipt receipt) ->
          receipt.refused().stream()
              .mapToInt(one -> OVERHEAD + length(one.object()) + one.reason().length())
              .reduce(OVERHEAD, Integer::sum);
      case Complaint(_, String detail) -> OVERHEAD + detail.length();
      case Gap _, Unsubscribed _ -> OVERHEAD;
      case Positions _ -> 0;
    };
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /// A crossing, whose text is made once for all who hear of it. Thread-safe.
  final class Told {
    private final CrossingLog.Entry entry;
    private volatile @Nullable String text;

    Told(CrossingLog.Entry entry) {
      this.entry = entry;
    }

    CrossingLog.Entry entry() {
      return entry;
    }

    /// The crossing as JSON.
    public String text() {
      String made = text;
      if (made == null) {
        made = Json.text(CrossedJson.write(entry.crossing()));
        text = made;
      }
      return made;
    }
  }
}
