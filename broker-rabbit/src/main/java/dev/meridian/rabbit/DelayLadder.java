package dev.meridian.rabbit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Celery's native delayed delivery, shared with Python programs: 28 queues whose messages live 2^0
/// to 2^27 seconds. The routing key begins with the delay in binary; a message rests in the queue
/// of each bit that is set, from the highest on, and dead-letters to the next level. All messages
/// of a queue live equally long, so none waits behind a longer one. What is left below a second is
/// for [FineDelays], which Python programs need not know. Thread-safe.
///
/// Nobody tells of a message that has nowhere to go at its end: the last queue would hold it for
/// ever. So the target's bindings are made sure of before the message is sent.
final class DelayLadder {
  /// Where delayed messages come out.
  static final String DELIVERY = "celery_delayed_delivery";

  private static final int TOP = 27;
  private static final long LONGEST_SECONDS = (1L << (TOP + 1)) - 1;

  private final Topology topology;
  private final BoundedLock declaring;
  private volatile Ready ready = new Ready(null, Set.of());

  // What is known to exist as long as this connection lives; a new one may lead to a new broker.
  private record Ready(@Nullable Line line, Set<QueueName> targets) {}

  DelayLadder(Topology topology, Duration patience) {
    this.topology = topology;
    this.declaring = new BoundedLock("the delay ladder is still being declared", patience);
  }

  /// The exchange that takes delayed messages.
  static String entrance() {
    return level(TOP);
  }

  /// The routing key of a message for `queue` in `delay`, rounded up to eighths of a second, at
  /// least one.
  ///
  /// @throws BrokerException of kind `REFUSED` beyond 2^28 - 1 seconds (8.5 years)
  static String key(Duration delay, QueueName queue) {
    long steps = FineDelays.steps(delay);
    long seconds = steps / FineDelays.STEPS;
    if (seconds > LONGEST_SECONDS) {
      throw new BrokerException(
          Kind.REFUSED, "delay: " + delay + " (expected: at most " + LONGEST_SECONDS + " s)", null);
    }
    StringBuilder key = new StringBuilder(2 * (TOP + 1) + queue.value().length());
    for (int bit = TOP; bit >= 0; bit--) {
      key.append(seconds >> bit & 1).append('.');
    }
    return key.append(queue).append(FineDelays.suffix(steps % FineDelays.STEPS)).toString();
  }

  /// Whether it was declared on this connection.
  boolean isReady(Line line) {
    return line.equals(ready.line());
  }

  /// Declares the ladder, once per connection.
  void prepare(Line line) throws IOException {
    if (isReady(line)) {
      return;
    }
    declaring.run(() -> {
      if (!isReady(line)) {
        line.run(this::declare);
        ready = new Ready(line, ConcurrentHashMap.newKeySet());
      }
    });
  }

  /// Declares the ladder, and makes sure that delayed messages for `target` arrive.
  ///
  /// @throws IOException caused by a 404 if there is no such queue
  void prepare(Line line, QueueName target) throws IOException {
    prepare(line);
    Set<QueueName> known = ready.targets();
    if (topology.isDeclared(target) || known.contains(target)) {
      return;
    }
    line.run(channel -> {
      channel.queueDeclarePassive(target.value());
      topology.bind(channel, target);
    });
    known.add(target);
  }

  private void declare(Channel channel) throws IOException {
    for (int n = 0; n <= TOP; n++) {
      declareLevel(channel, n);
    }
    topology.fineDelays().declare(channel);
  }

  // Bit n is the (28 - n)th word of the key: set, the message rests here; clear, it passes through.
  private static void declareLevel(Channel channel, int n) throws IOException {
    String next = n == 0 ? DELIVERY : level(n - 1);
    String higherBits = "*.".repeat(TOP - n);
    channel.exchangeDeclare(level(n), BuiltinExchangeType.TOPIC, true);
    channel.queueDeclare(level(n), true, false, false, arguments(n, next));
    channel.queueBind(level(n), level(n), higherBits + "1.#");
    channel.exchangeBind(next, level(n), higherBits + "0.#");
  }

  private static Map<String, Object> arguments(int n, String next) {
    return Map.of(
        "x-queue-type", "quorum",
        "x-overflow", "reject-publish",
        "x-message-ttl", 1000L << n,
        "x-dead-letter-exchange", next,
        "x-dead-letter-strategy", "at-least-once");
  }

  private static String level(int n) {
    return "celery_delayed_" + n;
  }
}
