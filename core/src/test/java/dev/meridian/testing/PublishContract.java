package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.broker.QueueDepth;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What goes into a broker and how it comes out.
abstract class PublishContract extends BrokerFixture {
  @Test
  void publishedMessageIsDelivered() {
    Broker broker = declared();
    broker.publish(Publication.now(queue, message("a")));
    Delivery delivery = consume(broker, 10).await(0);
    assertThat(delivery.message().correlationId()).isEqualTo("a");
    assertThat(delivery.message().body()).asString(UTF_8).isEqualTo("body of a");
    assertThat(delivery.queue()).isEqualTo(queue);
    assertThat(delivery.redelivered()).isFalse();
    assertThat(delivery.failedDeliveries()).isZero();
    delivery.ack();
  }

  @Test
  void messagesWaitForTheirConsumerInOrder() {
    Broker broker = declared();
    publish(broker, "a", "b", "c");
    Inbox inbox = consume(broker, 10);
    inbox.await(2);
    assertThat(inbox.ids()).containsExactly("a", "b", "c");
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // it is what AMQP clients make of a timestamp
  void everythingInTheMessageArrivesAsItWasSent() {
    Broker broker = declared();
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("null", null);
    headers.put("boolean", true);
    headers.put("integer", -7);
    headers.put("long", 1L << 40);
    headers.put("double", 0.1);
    headers.put("string", "grüße\n€ 🌍");
    headers.put("bytes", new byte[] {0, -1, 127});
    headers.put("date", new Date(1_700_000_000_000L));
    headers.put("list", List.of(1, "two", List.of(3L), Map.of("four", 4)));
    headers.put("map", Map.of("a", Map.of("b", List.of(true)), "c", 1.5));
    byte[] body = new byte[70_000];
    IntStream.range(0, body.length).forEach(i -> body[i] = (byte) (i * 31));
    var sent = new Message(headers, "application/json", "utf-8", "full", 7, body);
    broker.publish(Publication.now(queue, sent));
    broker.publish(Publication.now(queue, new Message(Map.of(), null, null, null, 0, new byte[0])));
    Inbox inbox = consume(broker, 10);
    assertThat(comparable(inbox.await(0).message())).containsAllEntriesOf(comparable(sent));
    Message empty = inbox.await(1).message();
    assertThat(empty.contentType()).isNull();
    assertThat(empty.contentEncoding()).isNull();
    assertThat(empty.correlationId()).isNull();
    assertThat(empty.priority()).isZero();
    assertThat(empty.body()).isEmpty();
  }

  @Test
  void publishingToAnUnknownQueueIsUnroutable() {
    Broker broker = open();
    var publication = Publication.now(newQueueName(), message("a"));
    assertThat(failureOf(() -> broker.publish(publication)).kind())
        .isEqualTo(BrokerException.Kind.UNROUTABLE);
  }

  @Test
  void outcomesStandInTheOrderOfThePublications() {
    Broker broker = declared();
    QueueName unknown = newQueueName();
    List<Publication> publications = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      publications.add(Publication.now(i % 7 == 3 ? unknown : queue, message("m" + i)));
    }
    List<PublishOutcome> outcomes = broker.publishAll(publications);
    assertThat(outcomes).hasSameSizeAs(publications);
    for (int i = 0; i < 100; i++) {
      switch (outcomes.get(i)) {
        case PublishOutcome.Confirmed _ -> assertThat(i % 7).isNotEqualTo(3);
        case PublishOutcome.Failed(BrokerException reason) -> {
          assertThat(i % 7).isEqualTo(3);
          assertThat(reason.kind()).isEqualTo(BrokerException.Kind.UNROUTABLE);
        }
      }
    }
    awaitReady(broker, 86);
    assertThat(broker.publishAll(List.of())).isEmpty();
  }

  @Test
  void declaringAgainChangesNothing() {
    Broker broker = declared();
    publish(broker, "a");
    broker.declare(queue);
    Broker other = open();
    other.declare(queue);
    awaitReady(other, 1);
    publish(other, "b");
    Inbox inbox = consume(broker, 10);
    inbox.await(1);
    assertThat(inbox.ids()).containsExactly("a", "b");
  }

  @Test
  void delayedMessageArrivesWhenItIsDue() {
    Broker broker = declared();
    Inbox inbox = consume(broker, 10);
    long started = System.nanoTime();
    broker.publishAll(
        List.of(
            new Publication(queue, message("two"), Duration.ofMillis(2_000)),
            new Publication(queue, message("one"), Duration.ofMillis(1_000)),
            new Publication(queue, message("soon"), Duration.ofMillis(200)),
            Publication.now(queue, message("now"))));
    assertThat(inbox.await(0).message().correlationId()).isEqualTo("now");
    inbox.await(1);
    assertThat(System.nanoTime() - started).isBetween(200_000_000L, 1_200_000_000L);
    inbox.await(2);
    assertThat(System.nanoTime() - started).isBetween(1_000_000_000L, 2_200_000_000L);
    inbox.await(3);
    assertThat(System.nanoTime() - started).isBetween(2_000_000_000L, 3_200_000_000L);
    assertThat(inbox.ids()).containsExactly("now", "soon", "one", "two");
    assertThat(inbox.deliveries()).allMatch(delivery -> delivery.failedDeliveries() == 0);
  }

  @Test
  void depthCountsWhatWaitsAndWhoConsumes() {
    Broker broker = declared();
    awaitDepth(broker, 0, 0);
    publishMany(broker, 3);
    awaitDepth(broker, 3, 0);
    var inbox = new Inbox();
    var consumer = broker.consume(queue, 1, inbox);
    awaitDepth(broker, 2, 1);
    consumer.close();
    inbox.await(0).requeue(); // RabbitMQ counts a closed consumer as long as it holds deliveries
    awaitDepth(broker, 3, 0);
    assertThatThrownBy(() -> broker.depth(newQueueName())).isInstanceOf(BrokerException.class);
    assertThat(broker.state()).isEqualTo(BrokerState.UP);
  }

  @Test
  void addressHidesThePassword() {
    assertThat(open().address()).isNotBlank().doesNotContain("guest:guest");
  }

  @Test
  void closedBrokerIsDown() {
    Broker broker = declared();
    assertThat(broker.state()).isEqualTo(BrokerState.UP);
    broker.close();
    broker.close();
    assertThat(broker.state()).isEqualTo(BrokerState.DOWN);
    var publication = Publication.now(queue, message("a"));
    assertThat(failureOf(() -> broker.publish(publication)).kind())
        .isEqualTo(BrokerException.Kind.DOWN);
    assertThat(broker.publishAll(List.of(publication)))
        .singleElement()
        .isInstanceOf(PublishOutcome.Failed.class);
    assertThat(failureOf(() -> broker.depth(queue)).kind()).isEqualTo(BrokerException.Kind.DOWN);
  }

  private void awaitDepth(Broker broker, long ready, int consumers) {
    var depth = new QueueDepth(ready, consumers);
    Await.until("the queue stands at " + depth, () -> broker.depth(queue).equals(depth));
  }

  private static Map<String, @Nullable Object> comparable(Message message) {
    Map<String, @Nullable Object> facts = new HashMap<>();
    message.headers().forEach((name, value) -> facts.put("header " + name, comparable(value)));
    facts.put("contentType", message.contentType());
    facts.put("contentEncoding", message.contentEncoding());
    facts.put("correlationId", message.correlationId());
    facts.put("priority", message.priority());
    facts.put("body", comparable(message.body()));
    return facts;
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
  }
}
