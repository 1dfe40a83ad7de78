package dev.meridian.tracking;

import dev.meridian.fence.ObjectState;
import dev.meridian.fence.StateJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The state of an object as it is kept: what [StateJson] writes, with one more member at its end,
/// `heard`, in milliseconds, if the object was heard of long after its last fix.
final class StateText {
  private static final String HEARD = ",\"heard\":";
  private static final int LONGEST = 20;

  private StateText() {}

  /// @param heard when the last fix came; null if it came soon
  static String write(ObjectState state, @Nullable Instant heard) {
    String text = StateJson.write(state);
    return heard == null
        ? text
        : text.substring(0, text.length() - 1) + HEARD + heard.toEpochMilli() + "}";
  }

  /// When the last fix came; null if that is not said. What JSON quotes has no such member.
  static @Nullable Instant heard(String text) {
    int at = text.lastIndexOf(HEARD) + HEARD.length();
    int end = text.length() - 1;
    if (at < HEARD.length() || end - at > LONGEST) {
      return null;
    }
    try {
      return Instant.ofEpochMilli(Long.parseLong(text, at, end, 10));
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
