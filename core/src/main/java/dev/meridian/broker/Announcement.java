package dev.meridian.broker;

import dev.meridian.InvalidValueException;
import dev.meridian.wire.Message;
import java.nio.charset.StandardCharsets;

/// A message for whoever cares, on the topic exchange [#EXCHANGE]: kept in each queue that is bound
/// with a pattern its key matches, and nowhere if there is none.
///
/// @param key words with dots between them, at most [#LONGEST] bytes in UTF-8
/// @param id that tells the same message sent twice, at most [#LONGEST] bytes in UTF-8
/// @param message to keep
public record Announcement(String key, String id, Message message) {
  /// The exchange.
  public static final String EXCHANGE = "meridian.crossings";

  /// The longest text of AMQP's kind for keys and ids, in bytes.
  public static final int LONGEST = 255;

  /// Checks the lengths.
  public Announcement {
    check("key", key);
    check("id", id);
  }

  private static void check(String name, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw new InvalidValueException(name, text, "at most " + LONGEST + " bytes");
    }
  }
}
