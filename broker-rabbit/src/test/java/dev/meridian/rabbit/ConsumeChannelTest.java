package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// A subscription on a channel, against the real broker.
final class ConsumeChannelTest {
  private final RabbitNode node = TestServers.rabbit();
  private final QueueName queue = Rig.unused();
  private final Semaphore woken = new Semaphore(0);

  @Test
  void subscriptionThatEndsBeforeItsBeginningIsHeardOfIsMadeAnew() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(node.uri());
    try (Connection connection = factory.newConnection()) {
      Channel real = connection.createChannel();
      declare();
      Inbox inbox = new Inbox();
      ConsumeChannel channel =
          new ConsumeChannel(losingItsQueueOnce(real), queue, inbox, nobody(), woken::release);
      channel.consume(10);
      assertThat(channel.isConsuming()).as("without its queue").isFalse();

      declare();
      Await.until("it is not in the instant of its creation", () -> depth() == 0);
      channel.consume(10);
      assertThat(channel.isConsuming()).as("with a new queue").isTrue();
      Rig.raw(
          node,
          other -> {
            other.basicPublish("", queue.value(), null, new byte[1]);
            return true;
          });
      inbox.await(0).ack();
      channel.finish(Duration.ofSeconds(5));
    }
  }

  /// The channel, but the first answer to `basicConsume` comes after the queue went.
  private Channel losingItsQueueOnce(Channel real) {
    Semaphore once = new Semaphore(1);
    return (Channel)
        Proxy.newProxyInstance(
            Channel.class.getClassLoader(),
            new Class<?>[] {Channel.class},
            (_, method, arguments) -> {
              Object answer = method.invoke(real, arguments);
              if (method.getName().equals("basicConsume") && once.tryAcquire()) {
                woken.drainPermits();
                Rig.raw(node, other -> other.queueDelete(queue.value()));
                woken.acquire();
              }
              return answer;
            });
  }

  private DeadLetters nobody() {
    RabbitConfig config = Rig.config(node);
    Publisher publisher = new Publisher(config, new Topology(config.names()));
    return new DeadLetters(publisher, config, InstantSource.system());
  }

  private void declare() throws Exception {
    Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
    Rig.raw(node, other -> other.queueDeclare(queue.value(), true, false, false, quorum));
  }

  private long depth() throws Exception {
    return Rig.raw(node, other -> other.messageCount(queue.value()));
  }
}
