package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import dev.meridian.track.Position;
import org.jspecify.annotations.Nullable;

/// The topic of a message from MQTT. What may be published there, as the broker allows by topic,
/// bounds what may be said there.
///
/// @param words as the plugin has them, with dots for slashes
record MqttTopic(String words) {
  private static final String OWN = "meridian.positions";
  private static final int OWN_TRACKS_WORDS = 3;

  /// The object that messages there are about; null if the topic names none.
  @Nullable String object() {
    if (words.startsWith(OWN + ".")) {
      return words.substring(OWN.length() + 1);
    }
    String[] parts = words.split("\\.", -1);
    return parts.length == OWN_TRACKS_WORDS ? parts[1] + "." + parts[2] : null;
  }

  /// Refuses a position of another object than the topic names, and any if the topic does not tell
  /// whose they are. Only `meridian/positions` itself is for those of all objects.
  void check(Position position) {
    String object = object();
    if (object == null && !words.equals(OWN)) {
      throw new InvalidValueException("topic", words, "owntracks/USER/DEVICE, without dots");
    }
    if (object != null && !object.equals(position.object())) {
      throw new InvalidValueException("object", position.object(), object + ", as in the topic");
    }
  }
}
