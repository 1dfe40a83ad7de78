package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.limit.Limits.Permit;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.worker.Settlement.Origin;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Consumes the queues of one region: each delivery gets a virtual thread, which waits until its
/// task may start, and then for a slot. The prefetch of each queue is the number of slots, so that
/// what cannot run soon stays in the queue, visible and free for other workers. Thread-safe.
final class RegionConsumer {
  private final String region;
  private final Broker broker;
  private final AttemptRunner runner;
  private final Brakes brakes;
  private final Slots slots;
  private final Set<Integer> lanes = new HashSet<>(); // guarded by this
  private final List<Consumer> consumers = new CopyOnWriteArrayList<>();
  private final Set<Delivery> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  RegionConsumer(
      String region, Broker broker, AttemptRunner runner, Brakes brakes, int concurrency) {
    this.region = region;
    this.broker = broker;
    this.runner = runner;
    this.brakes = brakes;
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
    brakes.rates().close();
  }

  private void onDelivery(Priority priority, Delivery delivery) {
    Thread.ofVirtual().name("attempt-" + region).start(() -> work(priority, delivery));
  }

  private void work(Priority priority, Delivery delivery) {
    Origin origin = new Origin(delivery, broker);
    waiting.add(delivery);
    Optional<Permit> permit = permit(origin);
    boolean mine = permit.isPresent() && slots.acquire(priority, delivery.queue());
    waiting.remove(delivery);
    if (mine) {
      runner.run(origin, region, () -> end(permit.get()));
    } else if (permit.isPresent()) {
      permit.get().close();
      runner.handBack(origin);
    }
  }

  /// Waits until the rate of the task's type admits it, and for the permits it needs.
  ///
  /// @return empty if it has to wait elsewhere, and is on its way there
  private Optional<Permit> permit(Origin origin) {
    Delivery delivery = origin.delivery();
    if (!isAdmitted(origin)) {
      return Optional.empty();
    }
    return switch (brakes.permits().take(delivery.message(), delivery.queue())) {
      case PermitDesk.Turn.Granted(Permit permit) -> Optional.of(permit);
      case PermitDesk.Turn.Refused() -> {
        runner.handBack(origin);
        yield Optional.empty();
      }
    };
  }

  private void end(Permit permit) {
    slots.release();
    permit.close();
  }

  /// Waits until the rate of the task's type admits it; what would wait for long is put off, if the
  /// broker takes it.
  ///
  /// @return whether it is admitted
  private boolean isAdmitted(Origin origin) {
    String type = String.valueOf(origin.delivery().message().headers().get("task"));
    Duration later = brakes.rates().admit(type, RateLimits.PATIENCE);
    if (!later.isZero()) {
      if (runner.putOff(origin, later)) {
        return false;
      }
      var _ = brakes.rates().admit(type, RateLimit.LONGEST);
    }
    return true;
  }
}
