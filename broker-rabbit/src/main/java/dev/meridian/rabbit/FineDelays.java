package dev.meridian.rabbit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// The last part of a delay, below a second: seven queues whose messages live one to seven eighths
/// of one. A message whose routing key ends in `.~N` comes out of [DelayLadder] into the N-th, and
/// from there, by an exchange of its own, into the queue its key names before that.
final class FineDelays {
  /// The eighths of a second.
  static final long STEPS = 8;

  /// The length of one, in milliseconds.
  static final int STEP_MILLIS = 125;

  /// What a word of a queue's name must not begin with: a key could be read in two ways.
  static final String MARK = "~";

  private final String exchange;
  private final String queue;

  FineDelays(RabbitConfig.Names names) {
    this.exchange = names.exchange() + ".delayed";
    this.queue = names.exchange() + ".delay.";
  }

  /// A delay in eighths of a second, rounded up.
  static long steps(Duration delay) {
    return Math.ceilDiv(delay.plusNanos(999_999).toMillis(), STEP_MILLIS);
  }

  /// What the key of a message ends in that rests for so many eighths, 0 to 7.
  static String suffix(long steps) {
    return steps == 0 ? "" : "." + MARK + steps;
  }

  /// Where messages come out.
  void declareExchange(Channel channel) throws IOException {
    channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
  }

  /// Lets messages for this queue arrive.
  void bind(Channel channel, QueueName target) throws IOException {
    channel.queueBind(target.value(), exchange, "#." + target + ".*");
  }

  /// The seven queues, behind the end of the ladder, which must be there.
  void declare(Channel channel) throws IOException {
    channel.exchangeDeclare(DelayLadder.DELIVERY, BuiltinExchangeType.TOPIC, true);
    declareExchange(channel);
    for (int steps = 1; steps < STEPS; steps++) {
      channel.queueDeclare(queue + steps, true, false, false, arguments(steps));
      channel.queueBind(queue + steps, DelayLadder.DELIVERY, "#" + suffix(steps));
    }
  }

  private Map<String, Object> arguments(int steps) {
    return Map.of(
        "x-queue-type", "quorum",
        "x-overflow", "reject-publish",
        "x-message-ttl", steps * (long) STEP_MILLIS,
        "x-dead-letter-exchange", exchange,
        "x-dead-letter-strategy", "at-least-once");
  }
}
