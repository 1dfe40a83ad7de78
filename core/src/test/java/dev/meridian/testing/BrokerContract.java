package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Broker] does. A subclass says how to connect.
public abstract class BrokerContract extends PublishContract {
  @Test
  void noMoreThanPrefetchAreUnsettled() {
    Broker broker = declared();
    publishMany(broker, 20);
    var inbox = new Inbox();
    var consumer = broker.consume(queue, 3, inbox);
    inbox.await(2);
    Await.holds("3 unsettled", QUIET, () -> inbox.size() == 3);
    inbox.deliveries().get(1).ack();
    inbox.await(3);
    Await.holds("3 unsettled again", QUIET, () -> inbox.size() == 4);
    consumer.prefetch(8);
    inbox.await(8);
    Await.holds("8 unsettled", QUIET, () -> inbox.size() == 9);
    consumer.prefetch(1);
    inbox.deliveries().subList(0, 7).forEach(Delivery::ack);
    Await.holds("2 unsettled are enough", QUIET, () -> inbox.size() == 9);
    inbox.deliveries().get(7).ack();
    inbox.deliveries().get(8).ack();
    inbox.await(9);
    Await.holds("1 unsettled", QUIET, () -> inbox.size() == 10);
  }

  @Test
  void prefetchOutOfRangeIsRefused() {
    Broker broker = declared();
    assertThatThrownBy(() -> broker.consume(queue, 0, new Inbox()))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> broker.consume(queue, 2_001, new Inbox()))
        .isInstanceOf(InvalidValueException.class);
    var consumer = broker.consume(queue, 2_000, new Inbox());
    assertThatThrownBy(() -> consumer.prefetch(0)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void deliveriesArriveOneAfterAnother() {
    Broker broker = declared();
    publishMany(broker, 200);
    var inbox = new Inbox(Delivery::ack);
    broker.consume(queue, 50, inbox);
    inbox.await(199);
    assertThat(inbox.mostAtATime()).isEqualTo(1);
    assertThat(inbox.ids()).doesNotHaveDuplicates();
  }

  @Test
  void requeuedMessageComesAgainAndIsCounted() {
    Broker broker = declared();
    publish(broker, "a");
    Inbox inbox = consume(broker, 10);
    inbox.await(0).requeue();
    Delivery second = inbox.await(1);
    assertThat(second.redelivered()).isTrue();
    assertThat(second.failedDeliveries()).isEqualTo(1);
    second.requeue();
    Delivery third = inbox.await(2);
    assertThat(third.failedDeliveries()).isEqualTo(2);
    third.reject();
    Delivery fourth = inbox.await(3);
    assertThat(fourth.failedDeliveries()).isEqualTo(3);
    fourth.ack();
    assertThat(inbox.ids()).containsExactly("a", "a", "a", "a");
    Await.holds("it is done with", QUIET, () -> inbox.size() == 4);
  }

  @Test
  void secondSettlementIsIgnored() {
    Broker broker = declared();
    broker.declare(QueueName.DEAD);
    publish(broker, "a");
    Inbox inbox = consume(broker, 1);
    Delivery first = inbox.await(0);
    first.requeue();
    first.ack();
    first.deadLetter("no");
    Delivery again = inbox.await(1);
    again.ack();
    again.requeue();
    again.ack();
    Await.holds("it is done with", QUIET, () -> inbox.size() == 2);
    publish(broker, "b");
    assertThat(inbox.await(2).message().correlationId()).isEqualTo("b");
  }

  @Test
  void closedConsumerIsHandedNothingMore() {
    Broker broker = declared();
    publishMany(broker, 5);
    var inbox = new Inbox();
    var consumer = broker.consume(queue, 2, inbox);
    assertThat(consumer.queue()).isEqualTo(queue);
    assertThat(consumer.isConsuming()).isTrue();
    inbox.await(1);
    consumer.close();
    consumer.close();
    assertThat(consumer.isConsuming()).isFalse();
    inbox.deliveries().forEach(Delivery::ack);
    publish(broker, "late");
    Await.holds("nothing comes", QUIET, () -> inbox.size() == 2);
    Inbox next = consume(broker, 10);
    next.await(3);
    assertThat(next.ids()).containsExactly("m2", "m3", "m4", "late");
  }

  @Test
  void closingHandsUnsettledDeliveriesBack() {
    Broker leaving = declared();
    publish(leaving, "a", "b", "c");
    Inbox lost = consume(leaving, 10);
    lost.await(2);
    lost.deliveries().get(1).ack();
    leaving.close();
    lost.deliveries().forEach(Delivery::ack);
    Inbox inbox = consume(open(), 10);
    inbox.await(1);
    assertThat(inbox.ids()).containsExactlyInAnyOrder("a", "c");
    assertThat(inbox.deliveries()).allMatch(Delivery::redelivered);
    assertThat(inbox.deliveries()).allMatch(delivery -> delivery.failedDeliveries() == 1);
    Await.holds("b is done with", QUIET, () -> inbox.size() == 2);
  }

  @Test
  void deadLetterCarriesItsReasonAndQueue() {
    Broker broker = declared();
    broker.declare(QueueName.DEAD);
    String id = UUID.randomUUID().toString();
    publish(broker, id);
    Inbox inbox = consume(broker, 1);
    inbox.await(0).deadLetter("cannot be read");
    Message dead = awaitDeadLetter(broker, id).message();
    assertThat(dead.headers()).containsEntry("meridian-reason", "cannot be read");
    assertThat(dead.headers()).containsEntry("meridian-queue", queue.value());
    assertThat(dead.headers()).containsEntry("kept", "yes");
    assertThat(dead.contentType()).isEqualTo("application/json");
    assertThat(dead.body()).asString(UTF_8).isEqualTo("body of " + id);
    Await.holds("it left its queue", QUIET, () -> inbox.size() == 1);
    awaitReady(broker, 0);
  }

  @Test
  void everyMessageIsHandledExactlyOnceByConcurrentConsumers() throws Exception {
    int total = 2_000;
    int publishers = 8;
    Broker[] brokers = {declared(), open()};
    Set<String> seen = ConcurrentHashMap.newKeySet();
    var handled = new AtomicInteger();
    try (var handlers = Executors.newVirtualThreadPerTaskExecutor();
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        brokers[i % 2].consume(
            queue,
            20,
            delivery ->
                handlers.execute(() -> {
                  seen.add(String.valueOf(delivery.message().correlationId()));
                  handled.incrementAndGet();
                  delivery.ack();
                }));
      }
      for (int i = 0; i < publishers; i++) {
        int first = i * total / publishers;
        senders.execute(() -> publishRange(brokers[first % 2], first, total / publishers));
      }
      Await.until("all are seen", Duration.ofSeconds(60), () -> seen.size() == total);
      Await.holds("none twice", QUIET, () -> handled.get() == total);
    }
  }

  private void publishRange(Broker broker, int first, int count) {
    int half = count / 2;
    List<Publication> batch =
        IntStream.range(first, first + half)
            .mapToObj(i -> Publication.now(queue, message("m" + i)))
            .toList();
    assertThat(broker.publishAll(batch)).containsOnly(PublishOutcome.Confirmed.INSTANCE);
    for (int i = first + half; i < first + count; i++) {
      broker.publish(Publication.now(queue, message("m" + i)));
    }
  }

  private Delivery awaitDeadLetter(Broker broker, String id) {
    var dead = new Inbox(Delivery::ack);
    broker.consume(QueueName.DEAD, 10, dead);
    Await.until("dead letter " + id, () -> dead.ids().contains(id));
    return dead.deliveries().get(dead.ids().indexOf(id));
  }
}
