package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Delivery;
import dev.meridian.control.ControlBus;
import dev.meridian.control.ControlBus.Hearing;
import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.control.Event;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.ControlBusContract;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// RabbitMQ does what every bus does, and survives what only a real broker can do.
@SuppressWarnings("NullAway.Init")
final class RabbitControlBusTest extends ControlBusContract {
  private static RabbitBroker broker;
  private static RabbitBroker other;

  @BeforeAll
  static void connect() {
    broker = Rig.connected(TestServers.rabbit());
    other = Rig.connected(TestServers.rabbit());
  }

  @AfterAll
  static void close() {
    broker.close();
    other.close();
  }

  @Override
  protected ControlBus bus() {
    return broker.control();
  }

  @Override
  protected ControlBus otherBus() {
    return other.control();
  }

  private static boolean replies(String node) {
    return other
        .control()
        .ask(ControlRequest.of("ping").to(Set.of(node)), Duration.ofSeconds(1))
        .stream()
        .map(ControlReply::node)
        .anyMatch(node::equals);
  }

  @Test
  void messagesNobodyCanUseDoNotStopANode() throws Exception {
    try (Hearing hearing = broker.control().join("tough@x", _ -> Json.object())) {
      Await.until("it listens", hearing::isListening);
      for (String body : new String[] {"", "[]", "{", "{\"method\":\"\"}", "{\"method\":7}"}) {
        Rig.raw(
            TestServers.rabbit(),
            channel -> {
              var message = Rig.message(body, Map.of("clock", "no number"));
              channel.basicPublish(
                  "celery.pidbox", "", AmqpMapping.properties(message, "x"), message.body());
              return true;
            });
      }
      Rig.raw(
          TestServers.rabbit(),
          channel -> {
            var nowhere =
                "{\"method\":\"ping\",\"reply_to\":{\"exchange\":\"nowhere\",\"routing_key\":\"x\"}}";
            var message = Rig.message(nowhere);
            channel.basicPublish(
                "celery.pidbox", "", AmqpMapping.properties(message, "x"), message.body());
            return true;
          });
      Await.until("it replies", () -> replies("tough@x"));
      assertThat(hearing.isListening()).isTrue();
    }
  }

  @Test
  void secondNodeOfTheSameNameWaitsUntilTheFirstHasLeft() {
    Hearing first = broker.control().join("twin@x", _ -> Json.object());
    Await.until("the first listens", first::isListening);
    try (Hearing second = other.control().join("twin@x", _ -> Json.object())) {
      assertThat(second.isListening()).isFalse();
      first.close();
      Await.until("the second listens", second::isListening);
    }
  }

  @Test
  void restartSilencesANodeForAWhileAndAnAlarmHoldsUpNoTasks() throws Exception {
    try (RabbitNode node = RabbitNode.launch();
        RabbitBroker asking = Rig.connected(node);
        RabbitBroker joining = Rig.connected(node);
        Hearing hearing = joining.control().join("a@x", _ -> Json.object())) {
      Await.until("it listens", hearing::isListening);
      node.stop();
      Await.until("it is deaf", () -> !hearing.isListening());
      node.start();
      Await.until("it listens again", hearing::isListening);
      assertThat(asking.awaitConnected(Duration.ofSeconds(20))).isTrue();
      assertThat(joining.awaitConnected(Duration.ofSeconds(20))).isTrue();
      ControlRequest ping = ControlRequest.of("ping").to(Set.of("a@x"));
      assertThat(asking.control().ask(ping, Duration.ofSeconds(5))).hasSize(1);

      acknowledgementsFlowDuringAnAlarm(node, joining);
      Await.until(
          "it replies again",
          () ->
              joining.state() == BrokerState.UP
                  && asking.state() == BrokerState.UP
                  && asking.control().ask(ping, Duration.ofSeconds(1)).size() == 1);
    }
  }

  private static void acknowledgementsFlowDuringAnAlarm(RabbitNode node, RabbitBroker joining)
      throws InterruptedException {
    QueueName queue = Rig.declared(joining);
    Inbox inbox = new Inbox();
    joining.consume(queue, 10, inbox);
    Rig.publish(joining, queue, "task");
    Delivery task = inbox.await(0);
    Event event = new Event("a@x", "task-started", Instant.EPOCH, Json.object());
    joining.control().emit(event);
    node.ctl("set_vm_memory_high_watermark", "0.0001");
    try {
      Await.until("blocked", () -> joining.state() == BrokerState.BLOCKED);
      for (int i = 0; i < 5_000; i++) {
        joining.control().emit(event);
      }
      assertThatThrownBy(() -> joining.control().tell(ControlRequest.of("ping")))
          .isInstanceOf(BrokerException.class);
      task.ack();
      Await.until(
          "the task is settled",
          () -> node.ctl("list_queues", "name", "messages").contains(queue + "\t0"));
    } finally {
      node.ctl("set_vm_memory_high_watermark", "0.6");
    }
  }
}
