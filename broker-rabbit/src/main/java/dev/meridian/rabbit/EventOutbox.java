package dev.meridian.rabbit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import dev.meridian.broker.BrokerState;
import dev.meridian.control.ControlCodec;
import dev.meridian.control.Event;
import dev.meridian.control.LamportClock;
import dev.meridian.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events on their way to the broker, written by one thread on the connection that publishes, as an
/// alarm of the broker blocks that one only. Task events that wait together travel together.
/// Thread-safe.
final class EventOutbox {
  static final String EXCHANGE = "celeryev";

  private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_TOGETHER = 24; // as Celery's workers
  private static final Event LAST = new Event("", "", Instant.EPOCH, Json.object());

  private final Publisher publisher;
  private final LamportClock clock;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread writer = Thread.ofVirtual().name("rabbit-events").unstarted(this::run);
  private volatile boolean closed;
  private @Nullable Channel channel; // confined to the writer

  EventOutbox(Publisher publisher, LamportClock clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  void start() {
    writer.start();
  }

  /// Adds one, unless too many wait. Never blocks.
  void add(Event event) {
    if (!closed) {
      waiting.offer(event);
    }
  }

  /// Takes no more and writes what waits.
  void finish(Duration wait) {
    closed = true;
    waiting.offer(LAST);
    try {
      writer.join(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        write(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The oldest, with those of tasks that follow an event of a task.
  private List<Event> next() throws InterruptedException {
    List<Event> events = new ArrayList<>(List.of(waiting.take()));
    while (events.getFirst().isOfTask() && events.size() < MOST_TOGETHER) {
      Event following = waiting.peek();
      if (following == null || !following.isOfTask()) {
        break;
      }
      events.add(waiting.remove());
    }
    return events;
  }

  @SuppressWarnings("ReferenceEquality") // there is one last event
  private void write(List<Event> events) {
    Line line = publisher.link().lineOrNull();
    if (line == null || events.getFirst() == LAST || publisher.state() != BrokerState.UP) {
      return;
    }
    try {
      var message = ControlCodec.events(events, clock);
      channelOn(line)
          .basicPublish(
              EXCHANGE,
              ControlCodec.key(events),
              AmqpMapping.transientProperties(message),
              message.body());
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} events dropped: {}", events.size(), Faults.text(e));
    }
  }

  private Channel channelOn(Line line) throws IOException {
    Channel open = channel;
    if (open == null || !open.isOpen()) {
      open = line.connection().createChannel();
      channel = open;
      open.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
    }
    return open;
  }
}
