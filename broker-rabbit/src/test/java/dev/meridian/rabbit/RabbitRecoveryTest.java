package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything that can happen to a broker, on a node of its own.
final class RabbitRecoveryTest {
  private static final Duration BOUND = Duration.ofSeconds(9); // 2 s place, 5 s confirm, and air
  private static RabbitNode node;

  private RabbitBroker broker;

  @BeforeAll
  static void launch() {
    node = RabbitNode.launch();
  }

  @AfterAll
  static void discard() {
    node.close();
  }

  @BeforeEach
  void connect() {
    node.start();
    broker = Rig.connected(node);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void restartLosesNothingThatWasConfirmed() {
    nothingConfirmedIsLost(Rig.declared(broker), RabbitRecoveryTest::restart);
  }

  @Test
  void powerCutLosesNothingThatWasConfirmed() {
    QueueName queue = Rig.declared(broker);
    restart(); // RabbitMQ 3.10 saves the name of a new queue only after minutes, or when it stops
    nothingConfirmedIsLost(
        queue,
        () -> {
          node.kill();
          node.start();
        });
  }

  @Test
  void closedConnectionsLoseNothingThatWasConfirmed() {
    nothingConfirmedIsLost(Rig.declared(broker), () -> node.ctl("close_all_connections", "test"));
  }

  @Test
  void publisherIsToldAtOnceThatTheBrokerIsDown() {
    QueueName queue = Rig.declared(broker);
    node.stop();
    Await.until("it is noticed", () -> broker.state() == BrokerState.DOWN);

    long started = System.nanoTime();
    assertThat(Rig.refusal(broker, Publication.now(queue, Rig.message("x")))).isEqualTo(Kind.DOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void brokerThatIsDownAtFirstIsFoundLater() {
    node.stop();
    try (RabbitBroker early = RabbitBroker.connect(Rig.config(node), InstantSource.system())) {
      Inbox inbox = new Inbox();
      Consumer consumer = early.consume(Rig.unused(), 10, inbox);
      assertThat(early.awaitConnected(Duration.ofMillis(500))).isFalse();
      assertThat(early.state()).isEqualTo(BrokerState.DOWN);

      node.start();

      assertThat(early.awaitConnected(Duration.ofSeconds(20))).isTrue();
      early.declare(consumer.queue());
      Await.until("it consumes", consumer::isConsuming);
    }
  }

  @Test
  void settlingAfterReconnectionDoesNothing() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    Consumer consumer = broker.consume(queue, 10, inbox);
    Rig.publish(broker, queue, "twice");
    Delivery before = inbox.await(0);

    node.ctl("close_all_connections", "test");
    Delivery after = inbox.await(1);
    before.ack();

    assertThat(after.redelivered()).isTrue();
    // A delivery may come before the answer to the subscription.
    Await.until("it consumes", consumer::isConsuming);
    Await.holds("consumes on", Duration.ofMillis(200), consumer::isConsuming);
    after.ack();
    Await.until(
        "it is settled", () -> node.ctl("list_queues", "name", "messages").contains(queue + "\t0"));
    Await.holds("no more come", Duration.ofMillis(200), () -> inbox.size() == 2);
  }

  @Test
  void alarmBlocksPublishersOnlyAndAtOnce() throws Exception {
    QueueName queue = Rig.declared(broker);
    Inbox inbox = new Inbox();
    broker.consume(queue, 10, inbox);
    Rig.publish(broker, queue, "before");

    node.ctl("set_vm_memory_high_watermark", "0.0001");
    try {
      Await.until("blocked", Duration.ofSeconds(4), () -> broker.state() == BrokerState.BLOCKED);
      long started = System.nanoTime();
      assertThat(Rig.refusal(broker, Publication.now(queue, Rig.message("x"))))
          .isEqualTo(Kind.BLOCKED);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(500));
      inbox.await(0).ack();
      Await.until(
          "acks flow", () -> node.ctl("list_queues", "name", "messages").contains(queue + "\t0"));
    } finally {
      node.ctl("set_vm_memory_high_watermark", "0.6");
    }

    Await.until("free again", () -> broker.state() == BrokerState.UP);
    Rig.publish(broker, queue, "after");
    assertThat(Rig.text(inbox.await(1).message())).isEqualTo("after");
  }

  @Test
  void alarmIsKnownToConnectionThatNeverPublished() {
    node.ctl("set_vm_memory_high_watermark", "0.0001");
    try (RabbitBroker late = Rig.connected(node)) {
      Await.until("blocked", Duration.ofSeconds(4), () -> late.state() == BrokerState.BLOCKED);
    } finally {
      node.ctl("set_vm_memory_high_watermark", "0.6");
    }
  }

  @Test
  void writerStuckInTheSocketIsFreedInTime() {
    QueueName queue = Rig.declared(broker);
    List<Publication> large =
        Collections.nCopies(
            8,
            Publication.now(queue, new Message(Map.of(), null, null, null, 0, new byte[8 << 20])));

    node.freeze();
    try {
      long started = System.nanoTime();
      assertThat(broker.publishAll(large))
          .allMatch(outcome -> outcome instanceof PublishOutcome.Failed);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    } finally {
      node.thaw();
    }
    Await.until("up again", () -> broker.state() == BrokerState.UP);
  }

  @Test
  void closeDoesNotWaitForFrozenBroker() {
    RabbitBroker other = Rig.connected(node);
    other.consume(Rig.declared(other), 10, new Inbox());
    node.freeze();
    try {
      long started = System.nanoTime();
      other.close();
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    } finally {
      node.thaw();
    }
  }

  @Test
  void channelThatTheBrokerClosesForALateSettlementComesBack() throws Exception {
    node.ctl("eval", "application:set_env(rabbit, consumer_timeout, 1000).");
    node.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 500).");
    try {
      QueueName queue = Rig.declared(broker);
      Inbox inbox = new Inbox();
      broker.consume(queue, 10, inbox);
      Rig.publish(broker, queue, "slow");
      inbox.await(0);

      Delivery again = inbox.await(1);

      assertThat(again.redelivered()).isTrue();
      again.ack();
    } finally {
      node.ctl("eval", "application:set_env(rabbit, consumer_timeout, 1800000).");
      node.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 60000).");
    }
  }

  @Test
  void exchangeThatIsDeletedComesBack() throws Exception {
    QueueName queue = Rig.declared(broker);
    Rig.raw(node, channel -> channel.exchangeDelete("meridian"));

    Await.until("messages arrive again", () -> isPublished(queue, 0));
    assertThat(broker.depth(queue).ready()).isPositive();
  }

  private static void restart() {
    node.stop();
    node.start();
  }

  /// Publishes and consumes during `disturbance` and compares.
  private void nothingConfirmedIsLost(QueueName queue, Runnable disturbance) {
    Set<Integer> consumed = ConcurrentHashMap.newKeySet();
    Consumer consumer =
        broker.consume(
            queue,
            50,
            delivery -> {
              consumed.add(Integer.valueOf(Rig.text(delivery.message())));
              delivery.ack();
            });
    Set<Integer> confirmed = ConcurrentHashMap.newKeySet();
    AtomicLong slowest = new AtomicLong();
    Thread publisher = Thread.startVirtualThread(() -> publishMany(queue, confirmed, slowest));

    Await.until("some are confirmed", () -> confirmed.size() > 200);
    disturbance.run();
    int before = confirmed.size();
    Await.until("more are confirmed", () -> confirmed.size() > before + 200);
    publisher.interrupt();

    Await.until("all confirmed are consumed", () -> consumed.containsAll(confirmed));
    assertThat(consumer.isConsuming()).isTrue();
    assertThat(Duration.ofNanos(slowest.get())).as("slowest publish").isLessThan(BOUND);
  }

  private void publishMany(QueueName queue, Set<Integer> confirmed, AtomicLong slowest) {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      long started = System.nanoTime();
      boolean published = isPublished(queue, i);
      slowest.accumulateAndGet(System.nanoTime() - started, Math::max);
      if (published) {
        confirmed.add(i);
      } else {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private boolean isPublished(QueueName queue, int number) {
    try {
      Rig.publish(broker, queue, Integer.toString(number));
      return true;
    } catch (BrokerException e) {
      return false;
    }
  }
}
