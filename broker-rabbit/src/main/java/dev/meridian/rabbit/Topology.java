package dev.meridian.rabbit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.InvalidValueException;
import dev.meridian.broker.Announcement;
import dev.meridian.route.QueueName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exchanges, queues and bindings. Everything is durable and every declaration is idempotent. A
/// queue has the one argument that no policy can set, its type; limits come by policy, so that
/// Python programs which declare the same queue agree with us. Only the queues of positions, which
/// are ours alone, have another: one consumer at a time is given their messages. Thread-safe.
final class Topology {
  /// Where the delay ladder of Python programs ends, Celery's native delayed delivery.
  private static final String CELERY_DELAYED = "celery_delayed_delivery";

  /// Where the plugin for MQTT publishes, with the topic as key.
  private static final String MQTT = "amq.topic";

  private static final List<String> MQTT_TOPICS = List.of("meridian.positions.#", "owntracks.#");

  private static final Logger LOG = LoggerFactory.getLogger(Topology.class);
  private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");
  private static final Map<String, Object> ONE_BY_ONE =
      Map.of("x-queue-type", "quorum", "x-single-active-consumer", true);

  private final RabbitConfig.Names names;
  private final Set<QueueName> declared = ConcurrentHashMap.newKeySet();

  Topology(RabbitConfig.Names names) {
    this.names = names;
  }

  /// The queue with its bindings; remembered for later connections.
  void declare(Line line, QueueName queue) throws IOException {
    requireLiteral(queue);
    line.run(channel -> declare(channel, queue));
    declared.add(queue);
  }

  /// What every program relies on, and all queues declared so far. A queue that cannot be declared
  /// any more does not keep the others from it.
  void restore(Line line) throws IOException {
    line.run(this::declareExchanges);
    for (QueueName queue : declared) {
      try {
        line.run(channel -> declare(channel, queue));
      } catch (IOException | ShutdownSignalException e) {
        LOG.error("queue {} cannot be declared again: {}", queue, Faults.text(e));
      }
    }
  }

  /// The queue again, if it was declared here before.
  void restore(Line line, QueueName queue) throws IOException {
    if (declared.contains(queue)) {
      line.run(channel -> declare(channel, queue));
    }
  }

  boolean isDeclared(QueueName queue) {
    return declared.contains(queue);
  }

  /// The exchange where [DelayLadder] ends.
  String delayed() {
    return names.exchange() + "_delayed";
  }

  /// Lets messages arrive: plain ones, whose key is the name, and delayed ones, ours and Celery's,
  /// whose keys end in it.
  void bind(Channel channel, QueueName queue) throws IOException {
    String anyDelay = "#." + queue;
    channel.queueBind(queue.value(), names.exchange(), queue.value());
    channel.queueBind(queue.value(), names.exchange(), anyDelay);
    channel.exchangeBind(names.exchange(), CELERY_DELAYED, anyDelay);
    channel.queueBind(queue.value(), delayed(), "*.".repeat(Delay.DIGITS) + queue);
  }

  private void declare(Channel channel, QueueName queue) throws IOException {
    boolean oneByOne = queue.isOfPositions() || queue.equals(QueueName.MQTT);
    channel.queueDeclare(queue.value(), true, false, false, oneByOne ? ONE_BY_ONE : QUORUM);
    bind(channel, queue);
    if (queue.equals(QueueName.MQTT)) {
      for (String topic : MQTT_TOPICS) {
        channel.queueBind(queue.value(), MQTT, topic);
      }
    }
  }

  private void declareExchanges(Channel channel) throws IOException {
    String dead = QueueName.DEAD.value();
    channel.exchangeDeclare(names.exchange(), BuiltinExchangeType.TOPIC, true);
    channel.exchangeDeclare(CELERY_DELAYED, BuiltinExchangeType.TOPIC, true);
    channel.exchangeDeclare(delayed(), BuiltinExchangeType.TOPIC, true);
    channel.exchangeDeclare(Announcement.EXCHANGE, BuiltinExchangeType.TOPIC, true);
    channel.exchangeDeclare(names.deadLetters(), BuiltinExchangeType.FANOUT, true);
    channel.queueDeclare(dead, true, false, false, QUORUM);
    channel.queueBind(dead, names.deadLetters(), "");
  }

  // A topic exchange reads these words as patterns, and the queue would get others' messages too.
  private static void requireLiteral(QueueName queue) {
    for (String word : queue.value().split("\\.", -1)) {
      if (word.equals("*") || word.equals("#")) {
        throw new InvalidValueException("queue", queue, "no word * or #");
      }
    }
  }
}
