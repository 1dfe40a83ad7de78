package dev.meridian.cli;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.geo.Region;
import dev.meridian.ingest.MqttPositions;
import dev.meridian.ingest.PositionPublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Positions from MQTT, of each broker that some region has now, from when that broker is up. What
/// failed is started anew. For one thread.
final class MqttInUse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttInUse.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(10);

  private final Supplier<? extends Collection<Broker>> brokers;
  private final PositionPublisher positions;
  private final InstantSource clock;
  private final CountDownLatch over = new CountDownLatch(1);
  private final IdentityHashMap<Broker, MqttPositions> running = new IdentityHashMap<>();
  private final Thread thread = Thread.ofVirtual().name("mqtt").unstarted(this::run);

  /// Those of the regions that these nodes have.
  MqttInUse(Nodes nodes, InstantSource clock) {
    this(
        () ->
            nodes.regions().map().regions().stream()
                .map(Region::id)
                .map(nodes.wiring()::of)
                .toList(),
        nodes.positions(),
        clock);
  }

  /// Those of given brokers.
  ///
  /// @param brokers asked every second, as they may change; one may be named often
  MqttInUse(
      Supplier<? extends Collection<Broker>> brokers,
      PositionPublisher positions,
      InstantSource clock) {
    this.brokers = brokers;
    this.positions = positions;
    this.clock = clock;
  }

  /// Starts to take them.
  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        look();
      } while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.values().forEach(MqttPositions::close);
    }
  }

  private void look() {
    try {
      running.values().removeIf(devices -> !devices.isRunning());
      Set<Broker> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
      wanted.addAll(brokers.get());
      for (Broker broker : List.copyOf(running.keySet())) {
        if (!wanted.remove(broker)) {
          Objects.requireNonNull(running.remove(broker)).close();
        }
      }
      wanted.forEach(this::startIfItIsUp);
    } catch (RuntimeException e) {
      LOG.error("MQTT: could not look at the brokers", e);
    }
  }

  private void startIfItIsUp(Broker broker) {
    try {
      running.put(broker, MqttPositions.start(broker, positions, clock));
    } catch (BrokerException e) {
      LOG.debug("MQTT: not yet: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      if (thread.getState() != Thread.State.NEW) {
        boolean _ = thread.join(END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
