package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/// Connections, one queue and short words for what tests do with them.
abstract class BrokerFixture {
  /// How long to look whether something comes that should not.
  static final Duration QUIET = Duration.ofMillis(400);

  final QueueName queue = newQueueName();
  private final List<Broker> opened = new ArrayList<>();

  /// A new connection to the same broker each time; the suite closes it.
  protected abstract Broker connect();

  @AfterEach
  final void closeBrokers() {
    opened.forEach(Broker::close);
  }

  final Broker open() {
    Broker broker = connect();
    opened.add(broker);
    return broker;
  }

  final Broker declared() {
    Broker broker = open();
    broker.declare(queue);
    return broker;
  }

  final Inbox consume(Broker broker, int prefetch) {
    var inbox = new Inbox();
    broker.consume(queue, prefetch, inbox);
    return inbox;
  }

  final void publish(Broker broker, String... ids) {
    for (String id : ids) {
      broker.publish(Publication.now(queue, message(id)));
    }
  }

  final void publishMany(Broker broker, int count) {
    for (int i = 0; i < count; i++) {
      publish(broker, "m" + i);
    }
  }

  final void awaitReady(Broker broker, long ready) {
    Await.until(ready + " messages wait", () -> broker.depth(queue).ready() == ready);
  }

  static Message message(String id) {
    byte[] body = ("body of " + id).getBytes(UTF_8);
    return new Message(Map.of("kept", "yes"), "application/json", "utf-8", id, 0, body);
  }

  static BrokerException failureOf(Runnable action) {
    try {
      action.run();
    } catch (BrokerException e) {
      return e;
    }
    throw new AssertionError("no BrokerException was thrown");
  }

  static QueueName newQueueName() {
    return new QueueName("meridian.contract-" + UUID.randomUUID());
  }
}
