package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import dev.meridian.action.CrossingActions;
import dev.meridian.broker.Announcement;
import dev.meridian.broker.Broker;
import dev.meridian.json.Json;
import dev.meridian.testing.AnnounceContract;
import dev.meridian.testing.Await;
import dev.meridian.testing.CrossingScene;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import dev.meridian.track.Crossed.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// RabbitMQ announces as every broker does, and crossings reach a back end that knows AMQP alone.
final class CrossingsOverRabbitTest extends AnnounceContract {
  private static final RabbitNode RABBIT = TestServers.rabbit();

  private final List<Integer> modes = new CopyOnWriteArrayList<>();
  private Connection connection;

  @BeforeEach
  void connectBackEnd() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(RABBIT.uri());
    connection = factory.newConnection();
  }

  @AfterEach
  void closeBackEnd() throws Exception {
    connection.close();
  }

  @Override
  protected Broker connect() {
    return Rig.connected(RABBIT);
  }

  @Override
  protected List<Announcement> listen(String word) throws Exception {
    List<Announcement> heard = new CopyOnWriteArrayList<>();
    Channel channel = connection.createChannel();
    channel.exchangeDeclare("meridian.crossings", BuiltinExchangeType.TOPIC, true);
    String queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, "meridian.crossings", word + ".#");
    channel.basicConsume(
        queue,
        true,
        (_, delivery) -> {
          var properties = delivery.getProperties();
          modes.add(properties.getDeliveryMode());
          heard.add(
              new Announcement(
                  delivery.getEnvelope().getRoutingKey(),
                  properties.getMessageId(),
                  AmqpMapping.message(properties, delivery.getBody())));
        },
        _ -> {});
    return heard;
  }

  /// One gateway is closed in the middle; another one goes on.
  @Test
  void everyCrossingReachesABackEndWhileGatewaysComeAndGo() throws Exception {
    List<Announcement> heard = listen("fra.enter");
    Duration again = Duration.ofMillis(500);
    try (Broker broker = connect();
        var scene = new CrossingScene(InstantSource.system(), _ -> broker)) {
      scene.fence("harbour", "[{'publish': true}]");
      CrossingActions first = scene.gateway("first", again, scene.store().tracking());
      scene.unfinished(); // from now on
      first.start();
      List<String> ids = new CopyOnWriteArrayList<>();
      IntStream.range(0, 500).forEach(n -> ids.add(scene.cross("ship" + n, "harbour", Kind.ENTER)));
      Await.until("some are heard", () -> heard.size() > 50);
      first.close();
      try (CrossingActions second =
          scene.gateway("second", again, scene.store().tracking()).start()) {
        IntStream.range(500, 700)
            .forEach(n -> ids.add(scene.cross("ship" + n, "harbour", Kind.ENTER)));
        Await.until(
            "all are heard", () -> heard.stream().map(Announcement::id).distinct().count() == 700);
        assertThat(second.counts().wrong()).isZero();
      }
      assertThat(heard).extracting(Announcement::id).containsAll(ids);
    }
    assertThat(heard).allMatch(message -> message.key().equals("fra.enter.harbour"));
    assertThat(modes).containsOnly(MessageProperties.PERSISTENT_BASIC.getDeliveryMode());
    var body = Json.read(Objects.requireNonNull(heard.getFirst()).message().body());
    assertThat(body.path("id").asString()).isEqualTo(heard.getFirst().id());
    assertThat(body.path("kind").asString()).isEqualTo("enter");
  }
}
