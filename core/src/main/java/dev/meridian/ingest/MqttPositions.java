package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Consumer;
import dev.meridian.broker.Delivery;
import dev.meridian.ingest.MqttParcel.Share;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.route.QueueName;
import dev.meridian.track.Position;
import dev.meridian.track.PositionMessage;
import dev.meridian.wire.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes positions that devices publish over MQTT, through the plugin of their broker, and brings
/// them to their regions. Topics are `meridian/positions/OBJECT`, `meridian/positions` for those
/// who tell of many objects, and OwnTracks' `owntracks/USER/DEVICE`; a body is a document that
/// [PositionReader] reads. Of several that run on one broker, one is given messages at a time, so
/// that each object keeps its order in each region.
///
/// A message is acknowledged once all that can be used of it is safe in the queues of its regions;
/// until then it waits here. A region that takes nothing holds up its own positions only, until 500
/// messages or 16 MiB of them wait for it. A message that nothing can be used of goes to the dead
/// letters, and so does one that is too long: of more than 1 MiB, or more positions than a request
/// may have. Thread-safe.
public final class MqttPositions implements AutoCloseable {
  /// The most messages that are here unsettled.
  static final int PREFETCH = 500;

  /// How many bytes of unsettled messages are enough to read no further ones.
  static final long ENOUGH_BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(MqttPositions.class);
  private static final long LOOK_MILLIS = 100;
  private static final Duration END = Duration.ofSeconds(5);

  private final PositionPublisher publisher;
  private final InstantSource clock;
  private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>(); // by prefetch
  private final List<MqttParcel> unsettled = new ArrayList<>(); // confined to the thread
  private final AtomicLong held = new AtomicLong();
  private final Map<String, MqttLane> lanes = new HashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Consumer consumer;
  private final Thread thread;
  private @Nullable Delivery latest; // confined to the thread

  private MqttPositions(Broker broker, PositionPublisher publisher, InstantSource clock) {
    this.publisher = publisher;
    this.clock = clock;
    broker.declare(QueueName.MQTT);
    this.thread = Thread.ofVirtual().name("mqtt-positions").unstarted(this::run);
    this.consumer = broker.consume(QueueName.MQTT, PREFETCH, this::arrive);
  }

  /// Starts to take them.
  ///
  /// @param clock that positions may not be too far ahead of
  /// @throws BrokerException if the broker refuses
  public static MqttPositions start(
      Broker broker, PositionPublisher publisher, InstantSource clock) {
    MqttPositions positions = new MqttPositions(broker, publisher, clock);
    positions.thread.start();
    return positions;
  }

  /// Whether it goes on: it does until it is closed, or fails. Then all it had is handed back.
  public boolean isRunning() {
    return thread.isAlive();
  }

  /// Lets nothing wait that is too long, and that cannot be settled any more.
  private void arrive(Delivery delivery) {
    int bytes = delivery.message().body().length;
    if (bytes > PositionReader.LONGEST_DOCUMENT) {
      publisher.counts().count(Way.MQTT, Fate.EXCESS, 1);
      String most = "at most " + PositionReader.LONGEST_DOCUMENT;
      bury(delivery, "document: " + bytes + " bytes (expected: " + most + ")");
      return;
    }
    if (waiting.size() >= PREFETCH) {
      waiting.removeIf(Delivery::isStale);
    }
    waiting.add(delivery);
    if (over.getCount() == 0) {
      handBackUnread();
    }
  }

  private void run() {
    try {
      while (over.getCount() > 0) {
        Delivery delivery = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        dropStale();
        if (delivery != null) {
          takeOrHandBack(delivery);
        }
      }
      for (MqttLane lane : lanes.values()) {
        lane.join(END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("positions from MQTT are left to another gateway, or to a new start", e);
    } finally {
      over.countDown();
      consumer.close();
      handBack();
    }
  }

  private void takeOrHandBack(Delivery delivery) throws InterruptedException {
    boolean done = false;
    try {
      if (makeRoom() && !delivery.isStale()) {
        latest = delivery;
        take(delivery);
        done = true;
      }
    } finally {
      if (!done) {
        delivery.requeue();
      }
    }
  }

  /// Waits until there is room for a message.
  ///
  /// @return whether there is; not if this is to end
  private boolean makeRoom() throws InterruptedException {
    boolean goesOn = over.getCount() > 0;
    while (goesOn && held.get() >= ENOUGH_BYTES) {
      goesOn = !over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      dropStale();
    }
    return goesOn;
  }

  private void take(Delivery delivery) {
    try {
      Found found = read(delivery.message());
      if (!found.positions.isEmpty()) {
        share(delivery, found.positions);
      } else if (found.reason == null) {
        delivery.ack();
      } else {
        bury(delivery, found.reason);
      }
    } catch (RuntimeException e) {
      LOG.error("a message from MQTT cannot be taken", e);
      delivery.deadLetter("IntakeFailure: " + e);
    }
  }

  private static void bury(Delivery delivery, String reason) {
    LOG.debug("dead letter from MQTT: {}", reason);
    delivery.deadLetter(reason);
  }

  private Found read(Message message) {
    MqttTopic topic = new MqttTopic(String.valueOf(message.headers().get(Message.TOPIC)));
    Found found = new Found(publisher, topic, clock.instant());
    try {
      new PositionReader(found, topic.object())
          .read(new ByteArrayInputStream(message.body()), PositionReader.Form.DOCUMENT);
    } catch (InvalidValueException | IOException e) {
      found.refuse(topic.object(), String.valueOf(e.getMessage()), Fate.MALFORMED);
    }
    return found;
  }

  private void share(Delivery delivery, List<Position> positions) {
    Map<String, List<Position>> regions = new LinkedHashMap<>();
    for (Position position : positions) {
      regions.computeIfAbsent(publisher.region(position), _ -> new ArrayList<>()).add(position);
    }
    int shares = regions.values().stream().mapToInt(MqttPositions::messages).sum();
    MqttParcel parcel = new MqttParcel(delivery, shares, held);
    keep(parcel);
    regions.forEach((region, all) -> {
      MqttLane lane = lanes.computeIfAbsent(region, id -> new MqttLane(id, publisher, over));
      for (int from = 0; from < all.size(); from += PositionMessage.MOST) {
        int to = Math.min(all.size(), from + PositionMessage.MOST);
        lane.add(new Share(parcel, all.subList(from, to)));
      }
    });
  }

  private static int messages(List<Position> positions) {
    return Math.ceilDiv(positions.size(), PositionMessage.MOST);
  }

  /// What is held is not handed back while this runs: the broker would count that, and bury it in
  /// the end.
  private void keep(MqttParcel parcel) {
    if (unsettled.size() >= PREFETCH) {
      unsettled.removeIf(MqttParcel::isOver);
    }
    unsettled.add(parcel);
  }

  /// Drops what came by a subscription that broke: it will come or came again.
  private void dropStale() {
    if (latest != null && latest.isStale()) {
      latest = null;
      unsettled.forEach(MqttParcel::dropIfStale);
      unsettled.removeIf(MqttParcel::isOver);
      lanes.values().forEach(MqttLane::sweep);
    }
  }

  private void handBack() {
    unsettled.forEach(MqttParcel::handBack);
    handBackUnread();
  }

  private void handBackUnread() {
    List<Delivery> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(Delivery::requeue);
  }

  /// Takes no more and finishes what is under way.
  @Override
  public void close() {
    consumer.close();
    over.countDown();
    try {
      boolean _ = thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is in one message.
  private static final class Found implements PositionReader.Sink {
    private final PositionPublisher publisher;
    private final MqttTopic topic;
    private final Instant now;
    private final List<Position> positions = new ArrayList<>();
    private @Nullable String reason;
    private int read;

    Found(PositionPublisher publisher, MqttTopic topic, Instant now) {
      this.publisher = publisher;
      this.topic = topic;
      this.now = now;
    }

    @Override
    public boolean take(Position position) {
      if (isTooLong()) {
        return false;
      }
      Fate otherwise = Fate.MALFORMED;
      try {
        topic.check(position);
        otherwise = Fate.FUTURE;
        publisher.bounds().check(position, now);
        positions.add(position);
      } catch (InvalidValueException e) {
        refuse(position.object(), String.valueOf(e.getMessage()), otherwise);
      }
      return true;
    }

    @Override
    public boolean refuse(@Nullable String object, String why) {
      if (isTooLong()) {
        return false;
      }
      refuse(object, why, Fate.MALFORMED);
      return true;
    }

    private void refuse(@Nullable String object, String why, Fate fate) {
      LOG.debug("a position from MQTT of {}: {}", object, why);
      publisher.counts().count(Way.MQTT, fate, 1);
      reason = reason == null ? why : reason;
    }

    @Override
    public boolean passOver() {
      return !isTooLong();
    }

    /// Nothing of a message that is too long is used: nobody would be told what was left out.
    private boolean isTooLong() {
      int most = publisher.bounds().most();
      if (++read <= most) {
        return false;
      }
      publisher.counts().count(Way.MQTT, Fate.EXCESS, 1);
      positions.clear();
      reason = "positions: more (expected: at most " + most + " in a message)";
      return true;
    }
  }
}
