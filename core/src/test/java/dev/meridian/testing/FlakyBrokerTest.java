package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.memory.MemoryBroker;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Works as its broker does, the whole contract, until it is told to fail.
final class FlakyBrokerTest extends BrokerContract {
  private final MemoryBroker memory = new MemoryBroker(InstantSource.system());
  private final FlakyBroker flaky = new FlakyBroker(memory.connect());
  private final Publication publication = Publication.now(queue, message("a"));

  @Override
  protected Broker connect() {
    return new FlakyBroker(memory.connect());
  }

  @BeforeEach
  void declareQueue() {
    flaky.declare(queue);
  }

  @Test
  void brokerThatIsDownRefusesEverything() {
    flaky.goDown();
    assertThat(flaky.state()).isEqualTo(BrokerState.DOWN);
    assertThat(failureOf(() -> flaky.publish(publication)).kind()).isEqualTo(Kind.DOWN);
    assertThat(failureOf(() -> flaky.declare(queue)).kind()).isEqualTo(Kind.DOWN);
    assertThat(failureOf(() -> flaky.depth(queue)).kind()).isEqualTo(Kind.DOWN);
    assertThat(failureOf(() -> flaky.consume(queue, 1, new Inbox())).kind()).isEqualTo(Kind.DOWN);
    flaky.recover();
    flaky.publish(publication);
    assertThat(flaky.state()).isEqualTo(BrokerState.UP);
    assertThat(memory.depth(queue).ready()).isEqualTo(1);
  }

  @Test
  void consumerLosesItsDeliveriesAndResumes() {
    var inbox = new Inbox();
    var consumer = flaky.consume(queue, 5, inbox);
    flaky.publish(publication);
    inbox.await(0);
    flaky.goDown();
    assertThat(consumer.isConsuming()).isFalse();
    inbox.deliveries().getFirst().ack();
    assertThat(memory.depth(queue).ready()).isEqualTo(1);
    flaky.recover();
    assertThat(inbox.await(1).failedDeliveries()).isEqualTo(1);
    assertThat(consumer.isConsuming()).isTrue();
    inbox.deliveries().getLast().ack();
    flaky.goDown();
    consumer.close();
    flaky.recover();
    assertThat(consumer.isConsuming()).isFalse();
    assertThat(memory.depth(queue).ready()).isZero();
  }

  @Test
  void blockedBrokerRefusesPublishersOnly() {
    var inbox = new Inbox();
    flaky.consume(queue, 5, inbox);
    flaky.block();
    assertThat(flaky.state()).isEqualTo(BrokerState.BLOCKED);
    assertThat(failureOf(() -> flaky.publish(publication)).kind()).isEqualTo(Kind.BLOCKED);
    memory.publish(publication);
    inbox.await(0);
  }

  @Test
  void lostConfirmLeavesTheMessage() {
    flaky.loseConfirms(2);
    List<PublishOutcome> outcomes =
        flaky.publishAll(List.of(publication, publication, publication));
    assertThat(outcomes.getFirst()).isInstanceOf(PublishOutcome.Failed.class);
    assertThat(outcomes.get(1)).isInstanceOf(PublishOutcome.Failed.class);
    assertThat(outcomes.getLast()).isEqualTo(PublishOutcome.Confirmed.INSTANCE);
    assertThat(memory.depth(queue).ready()).isEqualTo(3);
  }
}
