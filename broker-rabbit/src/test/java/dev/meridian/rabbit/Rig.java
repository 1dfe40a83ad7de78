package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.route.QueueName;
import dev.meridian.testing.RabbitNode;
import dev.meridian.wire.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What the tests of this module share.
final class Rig {
  private static final AtomicInteger QUEUES = new AtomicInteger();

  private Rig() {}

  /// Short waits, so that a test sees them end.
  static RabbitConfig config(RabbitNode node) {
    return RabbitConfig.defaults(node.uri())
        .withTimeouts(
            new RabbitConfig.Timeouts(
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2)));
  }

  static RabbitBroker connected(RabbitNode node) {
    return connected(config(node));
  }

  static RabbitBroker connected(RabbitConfig config) {
    RabbitBroker broker = RabbitBroker.connect(config, InstantSource.system());
    assertThat(broker.awaitConnected(Duration.ofSeconds(30))).as("connected").isTrue();
    return broker;
  }

  /// A queue that exists and that nobody else uses.
  static QueueName declared(Broker broker) {
    QueueName queue = unused();
    broker.declare(queue);
    return queue;
  }

  static QueueName unused() {
    return new QueueName("test.q" + QUEUES.incrementAndGet());
  }

  static Message message(String body) {
    return message(body, Map.of());
  }

  static Message message(String body, Map<String, @Nullable Object> headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Message(headers, "application/json", "utf-8", null, 0, bytes);
  }

  static String text(Message message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  static void publish(Broker broker, QueueName queue, String body) {
    broker.publish(Publication.now(queue, message(body)));
  }

  /// Publishes in vain and says why.
  static BrokerException.Kind refusal(Broker broker, Publication publication) {
    BrokerException refused =
        catchThrowableOfType(BrokerException.class, () -> broker.publish(publication));
    assertThat(refused).as("publishing fails").isNotNull();
    return refused.kind();
  }

  /// Something to do with the bare client.
  interface Raw<T> {
    T on(Channel channel) throws Exception;
  }

  /// Does something with the bare client.
  static <T> T raw(RabbitNode node, Raw<T> steps) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(node.uri());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      return steps.on(channel);
    }
  }
}
