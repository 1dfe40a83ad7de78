package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.MessageProperties;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.broker.PublishOutcome.Confirmed;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What RabbitMQ, its client and Python's AMQP library do that one would not expect.
final class RabbitBrokerTrapsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RabbitNode node = TestServers.rabbit();
  private final RabbitBroker broker = Rig.connected(node);

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void dyingThatFailsUnexpectedlyTakesNoPlace() {
    AtomicInteger looks = new AtomicInteger();
    InstantSource clock =
        () -> {
          if (looks.getAndIncrement() == 0) {
            throw new IllegalStateException("the clock stands still");
          }
          return Instant.now();
        };
    try (RabbitBroker dying = RabbitBroker.connect(Rig.config(node), clock)) {
      assertThat(dying.awaitConnected(Duration.ofSeconds(30))).isTrue();
      QueueName queue = Rig.declared(dying);
      Inbox inbox = new Inbox(delivery -> delivery.deadLetter("of no use"));
      dying.consume(queue, 1, inbox);
      Rig.publish(dying, queue, "x");

      assertThat(inbox.await(1).redelivered()).isTrue();
      Await.until("it is buried", () -> dying.depth(queue).ready() == 0 && looks.get() == 2);
    }
  }

  @Test
  void messageToMissingQueueIsUnroutableThoughTheBrokerAcksIt() throws Exception {
    QueueName missing = Rig.unused();

    boolean acked =
        Rig.raw(
            node,
            channel -> {
              channel.confirmSelect();
              channel.basicPublish(
                  "meridian", missing.value(), MessageProperties.BASIC, new byte[0]);
              return channel.waitForConfirms(5_000);
            });

    assertThat(acked).as("without mandatory").isTrue();
    assertThat(Rig.refusal(broker, Publication.now(missing, Rig.message("lost"))))
        .isEqualTo(Kind.UNROUTABLE);
  }

  @Test
  void delayedMessageToMissingQueueIsUnroutable() {
    Publication delayed = new Publication(Rig.unused(), Rig.message("lost"), SECOND);

    assertThat(Rig.refusal(broker, delayed)).isEqualTo(Kind.UNROUTABLE);
  }

  @Test
  void delayedMessageReachesQueueSomebodyElseDeclared() throws Exception {
    QueueName foreign = Rig.unused();
    Rig.raw(
        node,
        channel ->
            channel.queueDeclare(
                foreign.value(), true, false, false, Map.of("x-queue-type", "quorum")));
    Inbox inbox = new Inbox();
    broker.consume(foreign, 10, inbox);

    broker.publish(new Publication(foreign, Rig.message("late"), SECOND));

    assertThat(Rig.text(inbox.await(0).message())).isEqualTo("late");
  }

  @Test
  void messageThatWasDelayedCanBeDelayedAgain() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    broker.consume(queue, 10, inbox);
    broker.publish(new Publication(queue, Rig.message("again"), SECOND));

    for (int round = 0; round < 3; round++) {
      Delivery delivery = inbox.await(round);
      assertThat(delivery.message().headers()).as("round " + round).containsKey("x-death");
      broker.publish(new Publication(queue, delivery.message(), SECOND));
      delivery.ack();
    }

    assertThat(Rig.text(inbox.await(3).message())).isEqualTo("again");
  }

  @Test
  void shortDelayDoesNotWaitBehindLongOne() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    broker.consume(queue, 10, inbox);

    broker.publish(new Publication(queue, Rig.message("4 s"), Duration.ofSeconds(4)));
    broker.publish(new Publication(queue, Rig.message("1 ms"), Duration.ofMillis(1)));

    assertThat(Rig.text(inbox.await(0).message())).isEqualTo("1 ms");
    assertThat(Rig.text(inbox.await(1).message())).isEqualTo("4 s");
  }

  @Test
  void delayTooLongForTheLadderIsRefused() {
    QueueName queue = Rig.declared(broker);
    Duration decade = Duration.ofDays(3_653);

    assertThat(Rig.refusal(broker, new Publication(queue, Rig.message("never"), decade)))
        .isEqualTo(Kind.REFUSED);
  }

  @Test
  void pythonsLargeIntegersArriveThroughQuorumQueue() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    broker.consume(queue, 10, inbox);

    Python.run(
        node,
        """
        h = {'millis': 1795283061870, 'small': 7, 'text': 'x', 'none': None, 'list': [1, 'a'],
             'map': {'deep': 1 << 40}, 'flag': True, 'float': 1.5}
        ch.basic_publish(amqp.Message('{}', application_headers=h), '', '%s')
        c.close()
        """
            .formatted(queue));

    Map<String, @Nullable Object> headers = inbox.await(0).message().headers();
    assertThat(headers)
        .containsEntry("millis", 1795283061870L)
        .containsEntry("small", 7)
        .containsEntry("text", "x")
        .containsEntry("none", null)
        .containsEntry("list", List.of(1, "a"))
        .containsEntry("map", Map.of("deep", 1L << 40))
        .containsEntry("flag", true)
        .containsEntry("float", 1.5);
  }

  @Test
  void numbersAreSentAsPythonReadsThem() throws Exception {
    QueueName queue = Rig.declared(broker);
    Map<String, @Nullable Object> headers = new HashMap<>();
    headers.put("short", (short) 3);
    headers.put("byte", (byte) -4);
    headers.put("negative", -5L);
    headers.put("deep", List.of(Map.of("negative", -1L << 40, "short", (short) 6)));
    headers.put("large", 1L << 40);
    broker.publish(Publication.now(queue, Rig.message("{}", headers)));

    String seen =
        Python.run(
            node,
            """
            h = ch.basic_get('%s', no_ack=True).headers
            print(h['short'], h['byte'], h['negative'], h['deep'][0]['negative'],
                  h['deep'][0]['short'], h['large'])
            c.close()
            """
                .formatted(queue));

    assertThat(seen).isEqualTo("3 -4 -5 -1099511627776 6 1099511627776");
  }

  @Test
  void queueWithOtherArgumentsIsMisconfigured() throws Exception {
    QueueName queue = Rig.unused();
    Rig.raw(node, channel -> channel.queueDeclare(queue.value(), true, false, false, Map.of()));

    assertThatThrownBy(() -> broker.declare(queue))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISCONFIGURED))
        .hasMessageContainingAll(queue.value(), "x-queue-type", "quorum");
    assertThat(broker.depth(queue).ready()).isZero();
  }

  @Test
  void depthOfMissingQueueHurtsNobody() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    Consumer consumer = broker.consume(queue, 10, inbox);

    assertThatThrownBy(() -> broker.depth(Rig.unused()))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNROUTABLE));

    Rig.publish(broker, queue, "still here");
    assertThat(Rig.text(inbox.await(0).message())).isEqualTo("still here");
    assertThat(consumer.isConsuming()).isTrue();
  }

  @Test
  void wordsThatATopicReadsAsPatternsAreRefused() {
    assertThatThrownBy(() -> broker.declare(new QueueName("meridian.#")))
        .hasMessage("queue: meridian.# (expected: no word * or #)");
  }

  @Test
  void prefetchLimitsEachConsumerAndCanChange() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    Consumer consumer = broker.consume(queue, 2, inbox);
    for (int i = 0; i < 10; i++) {
      Rig.publish(broker, queue, "m" + i);
    }

    Await.until("two are here", () -> inbox.size() == 2);
    Await.holds("no more come", Duration.ofMillis(300), () -> inbox.size() == 2);
    consumer.prefetch(5);

    Await.until("more come", () -> inbox.size() >= 5);
    Await.holds("not all", Duration.ofMillis(300), () -> inbox.size() <= 2 + 5);
    for (int i = 0; i < 10; i++) {
      inbox.await(i).ack();
    }
    Await.until(
        "all are settled",
        () -> node.ctl("list_queues", "name", "messages").contains(queue + "\t0"));
  }

  @Test
  void acknowledgementsOutOfOrderSettleWhatTheyShould() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    Consumer consumer = broker.consume(queue, 10, inbox);
    List<Publication> ten =
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9").stream()
            .map(body -> Publication.now(queue, Rig.message(body)))
            .toList();
    assertThat(broker.publishAll(ten)).containsOnly(Confirmed.INSTANCE);
    inbox.await(9);
    List<Delivery> here = inbox.deliveries();

    List.of(9, 1, 4, 7).forEach(i -> here.get(i).ack());
    List.of(3, 5).forEach(i -> here.get(i).requeue());

    assertThat(List.of(Rig.text(inbox.await(10).message()), Rig.text(inbox.await(11).message())))
        .containsExactlyInAnyOrder("3", "5");
    consumer.close();
    List.of(0, 2, 6, 8).forEach(i -> here.get(i).ack());
    List.of(10, 11).forEach(i -> here.get(i).requeue());
    Await.until("only the returned are left", () -> broker.depth(queue).ready() == 2);
  }

  @Test
  void messageThatCannotBeEncodedHurtsNoOther() {
    QueueName queue = Rig.declared(broker);
    Message good = Rig.message("good");
    Message bad = Rig.message("bad", Map.of("huge", "x".repeat(200_000)));
    Message odd = Rig.message("odd", Map.of("object", new Object()));

    List<PublishOutcome> outcomes =
        broker.publishAll(
            List.of(good, bad, good, odd, good).stream()
                .map(message -> Publication.now(queue, message))
                .toList());

    assertThat(outcomes)
        .map(outcome -> outcome instanceof Confirmed)
        .containsExactly(true, false, true, false, true);
    assertThat(Rig.refusal(broker, Publication.now(queue, bad))).isEqualTo(Kind.REFUSED);
    Await.until("three arrived", () -> broker.depth(queue).ready() == 3);
  }

  @Test
  void bodyBeyondTheBrokersLimitIsRefusedBeforeItEndsTheChannel() {
    QueueName queue = Rig.declared(broker);
    Message large = new Message(Map.of(), null, null, null, 0, new byte[(16 << 20) + 1]);

    assertThat(Rig.refusal(broker, Publication.now(queue, large))).isEqualTo(Kind.REFUSED);
    Rig.publish(broker, queue, "small");
  }

  @Test
  void listenerThatThrowsKeepsItsChannelAndGetsTheMessageAgain() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    AtomicInteger calls = new AtomicInteger();
    broker.consume(
        queue,
        10,
        delivery -> {
          if (calls.getAndIncrement() < 2) {
            throw new IllegalStateException("on purpose");
          }
          inbox.onDelivery(delivery);
        });

    Rig.publish(broker, queue, "patience");

    Delivery third = inbox.await(0);
    assertThat(third.redelivered()).isTrue();
    assertThat(third.failedDeliveries()).isEqualTo(2);
  }

  @Test
  void listenerThatAlwaysThrowsLeavesADeadLetter() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox dead = new Inbox(Delivery::ack);
    broker.consume(
        queue,
        10,
        delivery -> {
          throw new IllegalStateException("on purpose");
        });
    broker.consume(QueueName.DEAD, 10, dead);

    Rig.publish(broker, queue, "hopeless");

    Await.until("the dead letter", () -> dead.deliveries().stream().anyMatch(d -> isOf(queue, d)));
    Delivery letter =
        dead.deliveries().stream().filter(d -> isOf(queue, d)).findAny().orElseThrow();
    assertThat(letter.message().headers().get("meridian-reason")).asString().contains("on purpose");
    assertThat(letter.message().headers()).containsKey("meridian-died-at");
    assertThat(Rig.text(letter.message())).isEqualTo("hopeless");
    Await.until("the original is gone", () -> broker.depth(queue).ready() == 0);
  }

  @Test
  void queueThatIsDeletedComesBackWithItsConsumer() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    Consumer consumer = broker.consume(queue, 10, inbox);

    node.ctl("delete_queue", queue.value());
    Await.until("the queue is back", () -> accepted(queue, "after"));
    assertThat(Rig.text(inbox.await(0).message())).isEqualTo("after");
    Await.until("the consumer is back", consumer::isConsuming);
  }

  private boolean accepted(QueueName queue, String body) {
    List<Publication> one = List.of(Publication.now(queue, Rig.message(body)));
    return broker.publishAll(one).getFirst() instanceof PublishOutcome.Confirmed;
  }

  @Test
  void consumerOfMissingQueueStartsOnceItExists() throws Exception {
    QueueName queue = Rig.unused();
    Inbox inbox = new Inbox();
    Consumer consumer = broker.consume(queue, 10, inbox);
    assertThat(consumer.isConsuming()).isFalse();

    broker.declare(queue);

    Await.until("it consumes", consumer::isConsuming);
    Rig.publish(broker, queue, "hello");
    assertThat(Rig.text(inbox.await(0).message())).isEqualTo("hello");
  }

  private static boolean isOf(QueueName queue, Delivery letter) {
    return queue.value().equals(letter.message().headers().get("meridian-queue"));
  }
}
