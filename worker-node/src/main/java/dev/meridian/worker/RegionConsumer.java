package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.worker.Settlement.Origin;
import java.util.ArrayList;
import java.util.List;

/// Consumes the queues of one region: each delivery gets a virtual thread, which waits for a slot.
/// The prefetch of each queue is the number of slots, so that what cannot run soon stays in the
/// queue, visible and free for other workers. Thread-safe.
final class RegionConsumer {
  private final String region;
  private final Broker broker;
  private final AttemptRunner runner;
  private final Slots slots;
  private final List<Consumer> consumers = new ArrayList<>();

  RegionConsumer(String region, Broker broker, AttemptRunner runner, int concurrency) {
    this.region = region;
    this.broker = broker;
    this.runner = runner;
    this.slots = new Slots(concurrency);
  }

  /// Starts with the highest class. Blocks until the broker answered, or throws its exception.
  void start() {
    for (Priority priority : Priority.values()) {
      QueueName queue = QueueName.of(region, priority);
      broker.declare(queue);
      consumers.add(
          broker.consume(queue, slots.limit(), delivery -> onDelivery(priority, delivery)));
    }
  }

  String region() {
    return region;
  }

  Slots slots() {
    return slots;
  }

  boolean isConsuming() {
    return !consumers.isEmpty() && consumers.stream().allMatch(Consumer::isConsuming);
  }

  void resize(int concurrency) {
    slots.resize(concurrency);
    consumers.forEach(consumer -> consumer.prefetch(concurrency));
  }

  /// Takes no further deliveries, and then hands back those that wait for a slot, which would come
  /// here again in the other order.
  void stopTaking() {
    consumers.forEach(Consumer::close);
    slots.close();
  }

  private void onDelivery(Priority priority, Delivery delivery) {
    Thread.ofVirtual().name("attempt-" + region).start(() -> work(priority, delivery));
  }

  private void work(Priority priority, Delivery delivery) {
    if (slots.acquire(priority)) {
      runner.run(new Origin(delivery, broker), region, slots::release);
    } else {
      runner.handBack(new Origin(delivery, broker));
    }
  }
}
