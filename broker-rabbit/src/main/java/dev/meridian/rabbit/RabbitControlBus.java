package dev.meridian.rabbit;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.BrokerState;
import dev.meridian.control.ControlBus;
import dev.meridian.control.ControlCodec;
import dev.meridian.control.ControlCodec.Call;
import dev.meridian.control.ControlCodec.ReplyTo;
import dev.meridian.control.ControlHandler;
import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.control.ControlSeal;
import dev.meridian.control.Event;
import dev.meridian.control.LamportClock;
import dev.meridian.wait.Inbox;
import dev.meridian.wire.Message;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Celery's pidbox and celeryev on RabbitMQ. Listens on the connection that consumes and writes on
/// the one that publishes, so that an alarm silences nodes but does not make them deaf. All queues
/// are exclusive, which RabbitMQ 4.3 demands of those that are not durable. Thread-safe.
final class RabbitControlBus implements ControlBus {
  private static final Logger LOG = LoggerFactory.getLogger(RabbitControlBus.class);
  private static final String REQUESTS = "celery.pidbox";
  private static final String REPLIES = "reply.celery.pidbox";
  private static final Map<String, Object> BRIEF = brief(300_000, 10_000);
  private static final Map<String, Object> BRIEF_EVENTS = brief(5_000, 60_000);
  private static final int MOST_REQUESTS = 100;
  private static final int MOST_REPLIES = 10_000;
  private static final int MOST_EVENTS = 1_000;
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final Publisher publisher;
  private final Link listening;
  private final InstantSource clock;
  private final LamportClock lamport = new LamportClock();
  private final EventOutbox outbox;
  private final Set<TransientQueue> queues = ConcurrentHashMap.newKeySet();

  RabbitControlBus(Publisher publisher, Link listening, InstantSource clock) {
    this.publisher = publisher;
    this.listening = listening;
    this.clock = clock;
    this.outbox = new EventOutbox(publisher, lamport);
  }

  private static Map<String, Object> brief(int messageMillis, int queueMillis) {
    return Map.of("x-message-ttl", messageMillis, "x-expires", queueMillis);
  }

  void start() {
    outbox.start();
  }

  /// Has all that listen do so on this connection.
  void tend(Line line) {
    queues.removeIf(TransientQueue::isClosed);
    queues.forEach(queue -> queue.tend(line));
  }

  /// Sends the events that wait, and hears nothing more.
  void close() {
    queues.forEach(TransientQueue::close);
    outbox.finish(GOODBYE);
  }

  @Override
  public Hearing join(String node, ControlSeal seal, ControlHandler handler) {
    var source =
        new TransientQueue.Source(
            node + "." + REQUESTS, BRIEF, REQUESTS, BuiltinExchangeType.FANOUT, false, "");
    return add(
        new TransientQueue(
            source,
            MOST_REQUESTS,
            message -> onRequest(node, handler.after(seal, message), message)));
  }

  @Override
  public Hearing hear(Consumer<ObjectNode> listener) {
    var source =
        new TransientQueue.Source(
            EventOutbox.EXCHANGE + "." + UUID.randomUUID(),
            BRIEF_EVENTS,
            EventOutbox.EXCHANGE,
            BuiltinExchangeType.TOPIC,
            true,
            "#");
    return add(
        new TransientQueue(
            source, MOST_EVENTS, message -> ControlCodec.events(message).forEach(listener)));
  }

  private TransientQueue add(TransientQueue queue) {
    queues.add(queue);
    Line line = listening.lineOrNull();
    if (line != null) {
      queue.tend(line);
    }
    return queue;
  }

  @Override
  public List<ControlReply> ask(ControlRequest request, ControlSeal seal, Duration wait) {
    String key = UUID.randomUUID().toString();
    var source =
        new TransientQueue.Source(
            key + "." + REPLIES, BRIEF, REPLIES, BuiltinExchangeType.DIRECT, false, key);
    ReplyTo replyTo = new ReplyTo(REPLIES, key, UUID.randomUUID().toString());
    Inbox<ControlReply> inbox = new Inbox<>();
    Consumer<Message> taker =
        message -> {
          lamport.adjust(ControlCodec.clock(message));
          ControlCodec.replies(message, replyTo.ticket()).forEach(inbox::add);
        };
    try (TransientQueue replies = new TransientQueue(source, MOST_REPLIES, taker)) {
      replies.tend(listening.line());
      if (!replies.isListening()) {
        throw new BrokerException(Kind.MISCONFIGURED, "no reply queue could be made", null);
      }
      var until = clock.instant().plus(wait);
      send(
          request.method(),
          seal.seal(ControlCodec.request(request, replyTo, lamport.forward(), until)));
      return inbox.collect(request.destination().size(), wait);
    }
  }

  @Override
  public void tell(ControlRequest request) {
    send(request.method(), ControlCodec.request(request, null, lamport.forward(), null));
  }

  private void send(String method, Message message) {
    Line line = publisher.link().line();
    if (publisher.state() == BrokerState.BLOCKED) {
      throw new BrokerException(Kind.BLOCKED, "the broker asked publishers to stop", null);
    }
    try {
      line.run(channel -> {
        channel.exchangeDeclare(REQUESTS, BuiltinExchangeType.FANOUT, false);
        channel.basicPublish(
            REQUESTS, "", AmqpMapping.transientProperties(message), message.body());
      });
    } catch (IOException | ShutdownSignalException e) {
      throw Faults.of("control request " + method, e);
    }
  }

  private void onRequest(String node, ControlHandler handler, Message message) {
    lamport.adjust(ControlCodec.clock(message));
    Call call = ControlCodec.call(message);
    if (call.request().isFor(node)) {
      ControlReply reply = ControlReply.by(node, handler, call.request());
      ReplyTo replyTo = call.replyTo();
      if (replyTo != null) {
        send(reply, replyTo);
      }
    }
  }

  // On a channel of its own, as a request may name an exchange that is not there.
  private void send(ControlReply reply, ReplyTo replyTo) {
    Line line = publisher.link().lineOrNull();
    if (line == null || publisher.state() != BrokerState.UP) {
      return;
    }
    Message message = ControlCodec.reply(reply, replyTo.ticket(), lamport.forward());
    try {
      line.run(channel ->
          channel.basicPublish(
              replyTo.exchange(),
              replyTo.key(),
              AmqpMapping.transientProperties(message),
              message.body()));
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("reply to {} dropped: {}", replyTo.key(), Faults.text(e));
    }
  }

  @Override
  public void emit(Event event) {
    outbox.add(event);
  }

  @Override
  public LamportClock clock() {
    return lamport;
  }
}
