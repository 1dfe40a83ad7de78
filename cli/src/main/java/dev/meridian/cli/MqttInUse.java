package dev.meridian.cli;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.geo.Region;
import dev.meridian.ingest.MqttPositions;
import dev.meridian.wait.Countdown;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Positions from MQTT, of each broker that some region has, from when that broker is up.
/// Thread-safe.
final class MqttInUse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttInUse.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Nodes nodes;
  private final Countdown over = new Countdown(1);
  private final List<MqttPositions> running = new CopyOnWriteArrayList<>();

  MqttInUse(Nodes nodes) {
    this.nodes = nodes;
  }

  /// Starts to take them.
  void start() {
    Set<Broker> brokers = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Region region : nodes.regions().map().regions()) {
      brokers.add(nodes.wiring().of(region.id()));
    }
    brokers.forEach(
        broker -> Thread.ofVirtual().name("mqtt-start").start(() -> startWhenItIsUp(broker)));
  }

  private void startWhenItIsUp(Broker broker) {
    try {
      while (!over.isOver()) {
        try {
          running.add(MqttPositions.start(broker, nodes.positions()));
          return;
        } catch (BrokerException e) {
          LOG.debug("MQTT: not yet: {}", e.getMessage());
        }
        boolean _ = over.await(AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.count();
    running.forEach(MqttPositions::close);
  }
}
