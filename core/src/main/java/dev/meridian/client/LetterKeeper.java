package dev.meridian.client;

import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerState;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.LetterBounds;
import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.retry.Backoff;
import dev.meridian.route.QueueName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the dead letters out of the brokers of all regions and keeps them in the store, where
/// people can look at them. A letter is stored first and acknowledged after, so none is lost; as
/// the same letter is kept once only, any number of keepers may work at a time. While the store is
/// down, a few letters are held and the rest stays in its queue. Thread-safe.
public final class LetterKeeper implements AutoCloseable {
  /// The most letters of one broker that are held at a time (I5).
  static final int PREFETCH = 20;

  private static final Logger LOG = LoggerFactory.getLogger(LetterKeeper.class);
  private static final Duration LONG = Duration.ofSeconds(5);

  private final Collaborators with;
  private final LetterBounds bounds;
  private final Backoff backoff = Backoff.exponential(Duration.ofMillis(100), LONG).withJitter(0.5);
  private final IdentityHashMap<Broker, Consumer> consumers = new IdentityHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// What a keeper works with. It closes none of it.
  ///
  /// @param map the regions; asked at each look, so that it may change
  /// @param brokers of the regions
  /// @param store whose letters they become
  /// @param clock stands in for times of death that a message does not say
  /// @param random for jitter
  public record Collaborators(
      Supplier<RegionMap> map,
      Brokers brokers,
      Store store,
      InstantSource clock,
      RandomGenerator random) {}

  /// A keeper that does nothing before the first [#look()].
  public LetterKeeper(Collaborators with, LetterBounds bounds) {
    this.with = with;
    this.bounds = bounds;
  }

  /// Begins to take letters wherever that is possible now and was not before. To be called every
  /// few seconds. Waits until the store answers: RabbitMQ counts deliveries of letters, too, and
  /// programs that come and go while the store is down should not use them up.
  public synchronized void look() {
    if (closed.getCount() == 0 || !bounds.keepAny()) {
      return;
    }
    List<Broker> ready =
        with.map().get().regions().stream().flatMap(this::broker).distinct().toList();
    if (!ready.isEmpty() && with.store().results().isUp()) {
      ready.forEach(this::attach);
    }
  }

  /// The broker of a region if letters could be taken from it and are not.
  private Stream<Broker> broker(Region region) {
    try {
      Broker broker = with.brokers().of(region.id());
      boolean ready = broker.state() == BrokerState.UP && !consumers.containsKey(broker);
      return ready ? Stream.of(broker) : Stream.empty();
    } catch (MeridianException e) {
      LOG.debug("region {}: no broker: {}", region.id(), e.getMessage());
      return Stream.empty();
    }
  }

  private void attach(Broker broker) {
    try {
      broker.declare(QueueName.DEAD);
      consumers.put(broker, broker.consume(QueueName.DEAD, PREFETCH, this::onDelivery));
      LOG.info("keeping the dead letters of {}", broker.address());
    } catch (MeridianException e) {
      LOG.warn("dead letters of {}: tried again: {}", broker.address(), e.getMessage());
    }
  }

  private void onDelivery(Delivery delivery) {
    Thread.ofVirtual().name("dead-letter").start(() -> keep(delivery));
  }

  /// Stores, then settles (I2). What is held when this program ends goes back to its queue.
  private void keep(Delivery delivery) {
    try {
      try {
        if (store(DeadLetter.found(delivery.message(), with.clock().instant()))) {
          delivery.ack();
        }
      } catch (RuntimeException e) {
        LOG.error("a dead letter could not be kept; goes back to its queue in {}", LONG, e);
        boolean _ = closed.await(LONG.toMillis(), TimeUnit.MILLISECONDS);
        delivery.requeue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean store(DeadLetter letter) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        boolean added = with.store().letters().add(letter, bounds);
        LOG.debug("dead letter {}: {}", letter.head().id(), added ? "kept" : "known");
        return true;
      } catch (StoreException e) {
        if (failures == 1) {
          LOG.warn("dead letter {} waits: {}", letter.head().id(), e.getMessage());
        }
        Duration wait = backoff.after(failures, with.random());
        if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    }
  }

  /// Takes no more letters. Those that are held stay in their queues. Idempotent.
  @Override
  public synchronized void close() {
    closed.countDown();
    consumers.values().forEach(Consumer::close);
    consumers.clear();
  }
}
