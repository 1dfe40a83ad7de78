package dev.meridian.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import dev.meridian.wire.MessageLabel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// A task that ended badly, kept with its whole message so that it can be replayed as it was.
/// Immutable by agreement, as its message is.
///
/// Of a body of more than 16 MiB, which no queue of ours would take again, the first 1,000 bytes
/// are kept, and so they are of more than 1 MiB that came by MQTT.
///
/// @param head what is told of it
/// @param message as it was sent, free of what brokers and burials added
public record DeadLetter(LetterHead head, Message message) {
  private static final int LONGEST_REASON = 1_000;
  private static final int ID_BYTES = 16;
  private static final int LONGEST_BODY = 16 << 20;
  private static final int LONGEST_FROM_MQTT = 1 << 20;
  private static final int KEPT_OF_LONGER = 1_000;

  /// How a task died.
  ///
  /// @param queue its message was in
  /// @param reason one line for people, cut to 1,000 characters
  /// @param attempts made in vain, as far as is known
  /// @param at when it was given up
  public record Death(QueueName queue, String reason, int attempts, Instant at) {
    /// Cuts the reason.
    public Death {
      reason = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    }
  }

  /// The message for [QueueName#DEAD], of which [#found] makes a letter.
  ///
  /// @param message as it was delivered
  public static Message buried(Message message, Death death) {
    return DeathHeaders.write(bounded(message, death.queue()), death);
  }

  /// The letter of a message.
  ///
  /// @param message as it was delivered
  public static DeadLetter of(Message message, Death death) {
    Message sent = bounded(message.asSent(), death.queue());
    MessageLabel label = MessageLabel.of(sent);
    LetterHead head =
        new LetterHead(
            id(sent, death.queue()),
            label.task(),
            label.type(),
            label.request(),
            death.queue().region().orElse(""),
            death.queue(),
            death.reason(),
            death.attempts(),
            death.at());
    return new DeadLetter(head, sent);
  }

  /// The letter of a message found in [QueueName#DEAD].
  ///
  /// @param now stands in for the time of death if the message does not say it
  public static DeadLetter found(Message message, Instant now) {
    return of(message, DeathHeaders.read(message, now));
  }

  private static Message bounded(Message message, QueueName queue) {
    byte[] body = message.body();
    int most = queue.equals(QueueName.MQTT) ? LONGEST_FROM_MQTT : LONGEST_BODY;
    return body.length > most ? message.withBody(Arrays.copyOf(body, KEPT_OF_LONGER)) : message;
  }

  /// The time is left out: a burial that is repeated after a crash has another.
  private static String id(Message sent, QueueName queue) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(queue.value().getBytes(UTF_8));
      digest.update(LetterJson.properties(sent));
      digest.update(sent.body());
      return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
