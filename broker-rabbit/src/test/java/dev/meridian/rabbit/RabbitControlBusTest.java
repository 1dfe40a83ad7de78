package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.control.ControlBus;
import dev.meridian.control.ControlBus.Hearing;
import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.ControlBusContract;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import java.time.Duration;
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
  void nodeRepliesAgainAfterARestartOfTheBroker() {
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
      ControlRequest ping = ControlRequest.of("ping").to(Set.of("a@x"));
      assertThat(asking.control().ask(ping, Duration.ofSeconds(5))).hasSize(1);
    }
  }
}
