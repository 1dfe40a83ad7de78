package dev.meridian.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import dev.meridian.wire.MessageLabel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// A task that ended badly, kept with its whole message so that it can be replayed as it was.
/// Immutable by agreement, as its message is.
///
/// @param head what is told of it
/// @param message as it was sent, free of what brokers and burials added
public record DeadLetter(LetterHead head, Message message) {
  private static final int LONGEST_REASON = 1_000;
  private static final int ID_BYTES = 16;

  /// How a task died.
  ///
  /// @param queue its message was in
  /// @param reason one line for people, cut to 1,000 characters
  /// @param attempts made in vain, as far as is known
  /// @param at when it was given up
  public record Death(QueueName queue, String reason, int attempts, Instant at) {}

  /// The letter of a message.
  ///
  /// @param message as it was delivered
  public static DeadLetter of(Message message, Death death) {
    Message sent = message.asSent();
    MessageLabel label = MessageLabel.of(sent);
    LetterHead head =
        new LetterHead(
            id(sent, death.queue()),
            label.task(),
            label.type(),
            label.request(),
            death.queue().region().orElse(""),
            death.queue(),
            death.reason().substring(0, Math.min(death.reason().length(), LONGEST_REASON)),
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
