package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.BrokerContract;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.ManualClock;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MemoryBrokerTest extends BrokerContract {
  private static final QueueName QUEUE = new QueueName("meridian.fra");
  private static final Duration QUIET = Duration.ofMillis(200);

  private final MemoryBroker shared = new MemoryBroker(InstantSource.system());
  private final ManualClock clock = new ManualClock(Instant.EPOCH);

  @Override
  protected Broker connect() {
    return shared.connect();
  }

  @Test
  void fullQueueRefuses() {
    Broker broker = small(3, 20);
    for (int i = 0; i < 3; i++) {
      broker.publish(Publication.now(QUEUE, message("m" + i)));
    }
    assertRefused(broker, Duration.ZERO);
    var inbox = new Inbox();
    broker.consume(QUEUE, 1, inbox);
    inbox.await(0);
    broker.publish(Publication.now(QUEUE, message("fits again")));
  }

  @Test
  void tooManyDelayedMessagesAreRefused() {
    Broker broker = small(2, 20);
    broker.publish(new Publication(QUEUE, message("a"), Duration.ofSeconds(1)));
    broker.publish(new Publication(QUEUE, message("b"), Duration.ofDays(1)));
    assertRefused(broker, Duration.ofSeconds(1));
  }

  @Test
  void delayFollowsTheClock() {
    Broker broker = small(10, 20);
    broker.publish(new Publication(QUEUE, message("a"), Duration.ofMinutes(10)));
    clock.advance(Duration.ofMinutes(10).minusNanos(1));
    Await.holds("not yet", QUIET, () -> broker.depth(QUEUE).ready() == 0);
    clock.advance(Duration.ofNanos(1));
    Await.until("it is due", () -> broker.depth(QUEUE).ready() == 1);
    broker.publish(new Publication(QUEUE, message("b"), Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(1));
    Await.until("it is due, too", () -> broker.depth(QUEUE).ready() == 2);
  }

  @Test
  void messageDeliveredTooOftenBecomesADeadLetter() {
    Broker broker = small(10, 2);
    broker.publish(Publication.now(QUEUE, message("poison")));
    var inbox = new Inbox(Delivery::requeue);
    broker.consume(QUEUE, 1, inbox);
    var dead = new Inbox();
    broker.declare(QueueName.DEAD);
    broker.consume(QueueName.DEAD, 1, dead);
    assertThat(dead.await(0).message().headers())
        .containsEntry("meridian-reason", "not settled after 3 deliveries")
        .containsEntry("meridian-queue", QUEUE.value());
    assertThat(inbox.deliveries()).extracting(Delivery::failedDeliveries).containsExactly(0, 1, 2);
  }

  @Test
  void oldestDeadLetterMakesRoom() {
    Broker broker = small(2, 20);
    var buried = new AtomicInteger();
    broker.consume(
        QUEUE,
        1,
        new Inbox(delivery -> {
          delivery.deadLetter("no");
          buried.incrementAndGet();
        }));
    for (int i = 0; i < 4; i++) {
      int sent = i + 1;
      broker.publish(Publication.now(QUEUE, message("m" + i)));
      Await.until("it is a dead letter", () -> buried.get() == sent);
    }
    broker.declare(QueueName.DEAD);
    Await.until("two are left", () -> broker.depth(QueueName.DEAD).ready() == 2);
    var dead = new Inbox();
    broker.consume(QueueName.DEAD, 10, dead);
    dead.await(1);
    assertThat(dead.ids()).containsExactly("m2", "m3");
  }

  @Test
  void throwingListenerLosesNothing() {
    Broker broker = small(10, 20);
    broker.publish(Publication.now(QUEUE, message("a")));
    var inbox =
        new Inbox(delivery -> {
          if (!delivery.redelivered()) {
            throw new IllegalStateException("a bad listener, on purpose");
          }
        });
    broker.consume(QUEUE, 1, inbox);
    assertThat(inbox.await(1).failedDeliveries()).isEqualTo(1);
  }

  @Test
  void closedConsumersAreForgotten() {
    Broker broker = small(10, 20);
    for (int i = 0; i < 10; i++) {
      broker.consume(QUEUE, 1, new Inbox()).close();
    }
    assertThat(broker.depth(QUEUE).consumers()).isZero();
  }

  @Test
  void boundsBelowOneAreRefused() {
    assertThatThrownBy(() -> new MemoryBroker.Bounds(0, 1))
        .isInstanceOf(InvalidValueException.class);
  }

  private void assertRefused(Broker broker, Duration delay) {
    assertThatThrownBy(() -> broker.publish(new Publication(QUEUE, message("x"), delay)))
        .asInstanceOf(throwable(BrokerException.class))
        .extracting(BrokerException::kind)
        .isEqualTo(Kind.REFUSED);
  }

  private Broker small(int maxQueued, int deliveryLimit) {
    var broker = new MemoryBroker(clock, new MemoryBroker.Bounds(maxQueued, deliveryLimit));
    broker.declare(QUEUE);
    return broker;
  }

  private static Message message(String id) {
    return new Message(Map.of(), null, null, id, 0, new byte[0]);
  }
}
