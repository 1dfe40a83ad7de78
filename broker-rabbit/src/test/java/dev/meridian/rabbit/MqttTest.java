package dev.meridian.rabbit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Delivery;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.MqttPositions;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import dev.meridian.track.Partition;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A device that speaks MQTT 3.1.1 to RabbitMQ's plugin.
final class MqttTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CONNECT = 0x10;
  private static final int PUBLISH_AT_LEAST_ONCE = 0x32;
  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;

  @Test
  void positionOfADeviceReachesItsRegion() throws Exception {
    RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50)), List.of());
    QueueName queue = QueueName.positions("fra", Partition.of("bus-7"));
    Inbox inbox = new Inbox();
    try (RabbitNode node = RabbitNode.launchWithMqtt();
        RabbitBroker broker =
            RabbitBroker.connect(RabbitConfig.defaults(node.uri()), Clock.systemUTC())) {
      Await.until("connected", PATIENCE, () -> broker.awaitConnected(Duration.ofSeconds(1)));
      var publisher =
          new PositionPublisher(() -> map, _ -> broker, Seal.NONE, PositionIntake.Bounds.STANDARD);
      try (MqttPositions _ = MqttPositions.start(broker, publisher, Clock.systemUTC())) {
        broker.declare(queue);
        broker.consume(queue, 10, inbox);
        publish(
            node.mqttPort(),
            "meridian/positions/bus-7",
            "{\"time\":\"2026-01-01T12:00:00Z\",\"lon\":8.7,\"lat\":50.1}");
        Position position =
            PositionMessage.read(inbox.await(0).message(), "fra", Seal.NONE).positions().getFirst();
        assertThat(position.object()).isEqualTo("bus-7");
        assertThat(position.at().lat()).isEqualTo(50.1);
        messageBeyondTheBoundOfTheClientIsADeadLetter(node, broker);
        publish(
            node.mqttPort(),
            "meridian/positions/bus-7",
            "{\"time\":\"2026-01-01T12:00:01Z\",\"lon\":8.7,\"lat\":50.1}");
        assertThat(inbox.await(1).redelivered()).as("the connection is the same").isFalse();
      }
    }
  }

  private static void messageBeyondTheBoundOfTheClientIsADeadLetter(
      RabbitNode node, RabbitBroker broker) throws Exception {
    Inbox dead = new Inbox(Delivery::ack);
    broker.declare(QueueName.DEAD);
    broker.consume(QueueName.DEAD, 1, dead);
    byte[] body = new byte[(64 << 20) + 1];
    Rig.raw(
        node,
        channel -> {
          channel.confirmSelect();
          channel.basicPublish("amq.topic", "meridian.positions.bus-7", null, body);
          return channel.waitForConfirms();
        });
    Message letter = dead.await(0).message();
    assertThat(letter.headers().get(Message.REASON))
        .isEqualTo("document: 67108865 bytes (expected: at most 1048576)");
    assertThat(letter.body()).hasSize(1_000);
  }

  private static void publish(int port, String topic, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      send(out, CONNECT, connect());
      assertThat(socket.getInputStream().readNBytes(4)).startsWith(CONNACK, 2).endsWith(0);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream publish = new DataOutputStream(body);
      publish.writeUTF(topic);
      publish.writeShort(1);
      publish.write(text.getBytes(UTF_8));
      send(out, PUBLISH_AT_LEAST_ONCE, body.toByteArray());
      assertThat(socket.getInputStream().readNBytes(4)).startsWith(PUBACK, 2);
    }
  }

  private static byte[] connect() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream connect = new DataOutputStream(body);
    connect.writeUTF("MQTT");
    connect.write(new byte[] {4, (byte) 0xc2, 0, 60}); // with a name, a password and no past
    connect.writeUTF("bus-7");
    connect.writeUTF("guest");
    connect.writeUTF("guest");
    return body.toByteArray();
  }

  private static void send(DataOutputStream out, int type, byte[] body) throws IOException {
    out.write(type);
    out.write(body.length); // less than 128
    out.write(body);
    out.flush();
  }
}
