package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.route.QueueName;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes positions that devices publish over MQTT, through the plugin of their broker, and brings
/// them to their regions. Topics are `meridian/positions/OBJECT` and OwnTracks'
/// `owntracks/USER/DEVICE`; a body is a document that [PositionReader] reads. Of several that run
/// on one broker, one is given messages at a time, so that each object keeps its order.
///
/// A message is acknowledged once all that can be used of it is safe in the queues of its regions;
/// until then it waits here, up to 500 of them. One that nothing can be used of goes to the dead
/// letters. Thread-safe.
public final class MqttPositions implements AutoCloseable {
  /// The most messages that are here unsettled.
  static final int PREFETCH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(MqttPositions.class);
  private static final String OWN = "meridian.positions.";
  private static final long LOOK_MILLIS = 100;
  private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration END = Duration.ofSeconds(5);

  private final PositionPublisher publisher;
  private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>(); // by prefetch
  private final Consumer consumer;
  private final Thread thread;
  private volatile boolean closed;
  private final List<Parcel> held = new ArrayList<>();
  private long heldSince;
  private @Nullable Parcel next;

  /// A message that was read.
  private record Parcel(Delivery delivery, List<Position> positions) {}

  private MqttPositions(Broker broker, PositionPublisher publisher) {
    this.publisher = publisher;
    broker.declare(QueueName.MQTT);
    this.thread = Thread.ofVirtual().name("mqtt-positions").unstarted(this::run);
    this.consumer = broker.consume(QueueName.MQTT, PREFETCH, waiting::add);
  }

  /// Starts to take them.
  ///
  /// @throws BrokerException if the broker refuses
  public static MqttPositions start(Broker broker, PositionPublisher publisher) {
    MqttPositions positions = new MqttPositions(broker, publisher);
    positions.thread.start();
    return positions;
  }

  private void run() {
    try {
      while (!closed) {
        publish(round());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handBack();
  }

  /// What waited for its region, if it is time to try again, and what came since.
  private List<Parcel> round() throws InterruptedException {
    List<Parcel> round = new ArrayList<>();
    if (!held.isEmpty() && System.nanoTime() - heldSince > AGAIN_NANOS) {
      round.addAll(held);
      held.forEach(parcel -> publisher.counts().hold(-parcel.positions().size()));
      held.clear();
    }
    int positions = 0;
    Parcel parcel = next == null ? read(waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS)) : next;
    while (parcel != null && positions + parcel.positions().size() <= PositionMessage.MOST) {
      round.add(parcel);
      positions += parcel.positions().size();
      parcel = read(waiting.poll());
    }
    next = parcel;
    return round;
  }

  /// Publishes what was read, and settles what was taken. The rest is held, not handed back: the
  /// broker would count that, and bury it in the end.
  private void publish(List<Parcel> round) {
    int from = 0;
    while (from < round.size()) {
      int to = from;
      List<Position> positions = new ArrayList<>();
      while (to < round.size()
          && positions.size() + round.get(to).positions().size() <= PositionMessage.MOST) {
        positions.addAll(round.get(to++).positions());
      }
      settle(round.subList(from, to), positions);
      from = to;
    }
  }

  private void settle(List<Parcel> round, List<Position> positions) {
    Map<Integer, String> failures = positions.isEmpty() ? Map.of() : publisher.publish(positions);
    int from = 0;
    for (Parcel parcel : round) {
      int first = from;
      int last = from + parcel.positions().size();
      if (failures.keySet().stream().anyMatch(i -> i >= first && i < last)) {
        held.add(parcel);
        publisher.counts().hold(parcel.positions().size());
      } else {
        count(Fate.ACCEPTED, parcel.positions().size());
        parcel.delivery().ack();
      }
      from = last;
    }
    if (!failures.isEmpty()) {
      heldSince = System.nanoTime();
      LOG.warn("{} positions wait: {}", failures.size(), failures.values().iterator().next());
    }
  }

  /// The message of a delivery; null if there is none, without positions if nothing is to be done.
  private @Nullable Parcel read(@Nullable Delivery delivery) {
    if (delivery == null) {
      return null;
    }
    Found found = new Found();
    try {
      Message message = delivery.message();
      new PositionReader(found, sender(message.headers().get(Message.TOPIC)))
          .read(new ByteArrayInputStream(message.body()), PositionReader.Form.DOCUMENT);
    } catch (InvalidValueException | IOException e) {
      found.reasons.add(String.valueOf(e.getMessage()));
    }
    count(Fate.MALFORMED, found.reasons.size());
    if (found.positions.isEmpty() && !found.reasons.isEmpty()) {
      LOG.debug("dead letter from MQTT: {}", found.reasons.getFirst());
      delivery.deadLetter(found.reasons.getFirst());
    }
    return new Parcel(delivery, found.positions);
  }

  private void count(Fate fate, int more) {
    publisher.counts().count(Way.MQTT, fate, more);
  }

  /// The object that a topic names; null if it names none.
  private static @Nullable String sender(@Nullable Object topic) {
    String words = String.valueOf(topic);
    if (words.startsWith(OWN)) {
      return words.substring(OWN.length());
    }
    String[] parts = words.split("\\.", -1);
    return parts.length < 3 ? null : parts[1] + "." + parts[2];
  }

  private void handBack() {
    List<Delivery> left = new ArrayList<>();
    waiting.drainTo(left);
    Parcel read = next;
    if (read != null) {
      read.delivery().requeue();
    }
    held.forEach(parcel -> {
      publisher.counts().hold(-parcel.positions().size());
      parcel.delivery().requeue();
    });
    left.forEach(Delivery::requeue);
  }

  /// Takes no more and finishes what is under way.
  @Override
  public void close() {
    consumer.close();
    closed = true;
    try {
      boolean _ = thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is in one message.
  private static final class Found implements PositionReader.Sink {
    private final List<Position> positions = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    @Override
    public boolean take(Position position) {
      positions.add(position);
      return positions.size() < PositionMessage.MOST;
    }

    @Override
    public boolean refuse(@Nullable String object, String reason) {
      LOG.debug("a position from MQTT of {}: {}", object, reason);
      reasons.add(reason);
      return reasons.size() < PositionMessage.MOST;
    }

    @Override
    public boolean passOver() {
      return true;
    }
  }
}
