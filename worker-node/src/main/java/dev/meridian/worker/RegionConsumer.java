package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.limit.Limits;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.worker.Settlement.Origin;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Consumes the queues of one region: each delivery gets a virtual thread, which waits for the
/// permits that its task needs, and then for a slot. The prefetch of each queue is the number of
/// slots, so that what cannot run soon stays in the queue, visible and free for other workers.
/// Thread-safe.
final class RegionConsumer {
  private final String region;
  private final Broker broker;
  private final AttemptRunner runner;
  private final PermitDesk permits;
  private final Slots slots;
  private final Set<Integer> lanes = new HashSet<>(); // guarded by this
  private final List<Consumer> consumers = new CopyOnWriteArrayList<>();
  private final Set<Delivery> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  RegionConsumer(
      String region, Broker broker, AttemptRunner runner, PermitDesk permits, int concurrency) {
    this.region = region;
    this.broker = broker;
    this.runner = runner;
    this.permits = permits;
    this.slots = new Slots(concurrency);
  }

  /// Starts with the highest class. Blocks until the broker answered, or throws its exception.
  void start() {
    for (Priority priority : Priority.values()) {
      add(QueueName.of(region, priority));
    }
  }

  /// Consumes a queue, unless it does so already. Blocks until the broker answered, or throws its
  /// exception.
  synchronized void add(QueueName queue) {
    if (!stopped && !queues().contains(queue)) {
      Priority priority = priority(queue);
      broker.declare(queue);
      consumers.add(
          broker.consume(queue, slots.limit(), delivery -> onDelivery(priority, delivery)));
    }
  }

  /// Consumes those of these lanes that it has not been told of before, until it is stopped. Blocks
  /// like [#add].
  synchronized void addLanes(Set<Integer> inUse) {
    for (int lane : inUse) {
      if (!lanes.contains(lane)) {
        add(QueueName.lane(region, lane));
        lanes.add(lane);
      }
    }
  }

  /// The lanes it was told of.
  synchronized Set<Integer> lanes() {
    return Set.copyOf(lanes);
  }

  /// Consumes a queue no more, if it did; what came from it is still worked on.
  synchronized void cancel(QueueName queue) {
    List<Consumer> ending =
        consumers.stream().filter(consumer -> consumer.queue().equals(queue)).toList();
    consumers.removeAll(ending);
    ending.forEach(Consumer::close);
  }

  /// The queues that are consumed.
  List<QueueName> queues() {
    return consumers.stream().map(Consumer::queue).toList();
  }

  /// The deliveries that wait for a permit or a slot now.
  List<Delivery> waiting() {
    return List.copyOf(waiting);
  }

  Broker broker() {
    return broker;
  }

  private Priority priority(QueueName queue) {
    return Arrays.stream(Priority.values())
        .filter(priority -> QueueName.of(region, priority).equals(queue))
        .findAny()
        .orElse(Priority.NORMAL);
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
  synchronized void stopTaking() {
    stopped = true;
    consumers.forEach(Consumer::close);
    slots.close();
  }

  private void onDelivery(Priority priority, Delivery delivery) {
    Thread.ofVirtual().name("attempt-" + region).start(() -> work(priority, delivery));
  }

  private void work(Priority priority, Delivery delivery) {
    waiting.add(delivery);
    QueueName lane = delivery.queue();
    switch (permits.take(delivery.message(), lane)) {
      case PermitDesk.Turn.Granted(Limits.Permit permit) -> {
        boolean mine = slots.acquire(priority, lane);
        waiting.remove(delivery);
        if (mine) {
          runner.run(new Origin(delivery, broker), region, () -> end(permit));
        } else {
          permit.close();
          runner.handBack(new Origin(delivery, broker));
        }
      }
      case PermitDesk.Turn.Refused() -> {
        waiting.remove(delivery);
        runner.handBack(new Origin(delivery, broker));
      }
    }
  }

  private void end(Limits.Permit permit) {
    slots.release();
    permit.close();
  }
}
