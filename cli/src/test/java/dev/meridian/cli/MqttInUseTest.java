package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Publication;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who consumes positions from MQTT while the regions' brokers change.
final class MqttInUseTest {
  private final RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50)), List.of());

  private static FlakyBroker broker() {
    FlakyBroker broker = new FlakyBroker(new MemoryBroker(InstantSource.system()));
    broker.declare(QueueName.MQTT);
    return broker;
  }

  private static void awaitConsumers(Broker broker, int count) {
    Await.until(count + " consumers", () -> broker.depth(QueueName.MQTT).consumers() == count);
  }

  @Test
  void whatFailsIsStartedAnew() {
    try (FlakyBroker broker = broker()) {
      AtomicBoolean failed = new AtomicBoolean();
      PositionPublisher positions =
          new PositionPublisher(
              () -> {
                if (!failed.getAndSet(true)) {
                  throw new StackOverflowError("by the will of the test");
                }
                return map;
              },
              _ -> broker,
              Seal.NONE,
              PositionIntake.Bounds.STANDARD);
      byte[] body = "{\"object\":\"bus\",\"time\":0,\"lon\":8,\"lat\":50}".getBytes(UTF_8);
      Map<String, @Nullable Object> topic = Map.of(Message.TOPIC, "meridian.positions");
      broker.publish(
          Publication.now(QueueName.MQTT, new Message(topic, null, null, null, 0, body)));
      try (MqttInUse devices =
          new MqttInUse(() -> List.of(broker), positions, InstantSource.system())) {
        devices.start();
        Await.until("it is published", () -> positions.counts().confirmed("fra") == 1);
        assertThat(failed).isTrue();
      }
      assertThat(broker.depth(QueueName.MQTT).ready()).isZero();
    }
  }

  @Test
  void brokersOfAReloadAreFollowedAndAllEndInTheEnd() {
    try (FlakyBroker old = broker();
        FlakyBroker shared = broker();
        FlakyBroker fresh = broker()) {
      AtomicReference<List<Broker>> brokers = new AtomicReference<>(List.of(old, shared, shared));
      PositionPublisher positions =
          new PositionPublisher(() -> map, _ -> old, Seal.NONE, PositionIntake.Bounds.STANDARD);
      try (MqttInUse devices = new MqttInUse(brokers::get, positions, InstantSource.system())) {
        devices.start();
        awaitConsumers(old, 1);
        awaitConsumers(shared, 1);
        fresh.goDown();
        brokers.set(List.of(shared, fresh));
        awaitConsumers(old, 0);
        fresh.recover();
        awaitConsumers(fresh, 1);
        assertThat(shared.depth(QueueName.MQTT).consumers()).isEqualTo(1);
      }
      assertThat(shared.depth(QueueName.MQTT).consumers()).isZero();
      assertThat(fresh.depth(QueueName.MQTT).consumers()).isZero();
    }
  }
}
