package dev.meridian.rabbit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Keeps messages until they are due. The routing key of a message begins with its [Delay] in octal
/// digits; it rests in one queue for each digit that is not zero, the shortest rest first, and
/// dead-letters from each to the next digit's exchange. All messages of a queue live equally long,
/// so none waits behind a longer one. By far the most of its time a message spends in its last
/// queue, so an outage of the broker makes late only what is due while it lasts. Thread-safe.
///
/// Nobody tells of a message that has nowhere to go at its end: the last queue would hold it for
/// ever. So its queues and the target's bindings are made sure of before it is sent.
final class DelayLadder {
  private final Topology topology;
  private final String prefix;
  private final BoundedLock declaring;
  private volatile Ready ready = new Ready(null, Set.of(), Set.of());

  // What is known to exist as long as this connection lives; a new one may lead to a new broker.
  private record Ready(@Nullable Line line, Set<Delay.Rest> rests, Set<QueueName> targets) {}

  DelayLadder(Topology topology, RabbitConfig config) {
    this.topology = topology;
    this.prefix = config.names().exchange() + "_delay_";
    this.declaring =
        new BoundedLock("the delay ladder is still being declared", config.timeouts().confirm());
  }

  /// The exchange that takes delayed messages.
  String entrance() {
    return exchange(0);
  }

  /// Declares what a message with this delay needs to arrive at `target`, once per connection.
  ///
  /// @throws IOException caused by a 404 if there is no such queue
  void prepare(Line line, Delay delay, QueueName target) throws IOException {
    Ready now = ready;
    if (!line.equals(now.line()) || !now.rests().containsAll(delay.rests())) {
      declaring.run(() -> declare(line, delay));
    }
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

  private void declare(Line line, Delay delay) throws IOException {
    if (!line.equals(ready.line())) {
      line.run(this::declareExchanges);
      ready = new Ready(line, ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
    }
    for (Delay.Rest rest : delay.rests()) {
      if (!ready.rests().contains(rest)) {
        line.run(channel -> declare(channel, rest));
        ready.rests().add(rest);
      }
    }
  }

  // A message whose digit is zero goes on at once.
  private void declareExchanges(Channel channel) throws IOException {
    channel.exchangeDeclare(exchange(Delay.DIGITS), BuiltinExchangeType.TOPIC, true);
    for (int place = Delay.DIGITS - 1; place >= 0; place--) {
      channel.exchangeDeclare(exchange(place), BuiltinExchangeType.TOPIC, true);
      channel.exchangeBind(exchange(place + 1), exchange(place), pattern(place, 0));
    }
  }

  private void declare(Channel channel, Delay.Rest rest) throws IOException {
    String queue = exchange(rest.place()) + "_" + rest.digit();
    Map<String, Object> arguments =
        Map.of(
            "x-queue-type", "quorum",
            "x-overflow", "reject-publish",
            "x-message-ttl", rest.millis(),
            "x-dead-letter-exchange", exchange(rest.place() + 1),
            "x-dead-letter-strategy", "at-least-once");
    channel.queueDeclare(queue, true, false, false, arguments);
    channel.queueBind(queue, exchange(rest.place()), pattern(rest.place(), rest.digit()));
  }

  private static String pattern(int place, int digit) {
    return "*.".repeat(place) + digit + ".#";
  }

  private String exchange(int place) {
    return place == Delay.DIGITS ? topology.delayed() : prefix + place;
  }
}
