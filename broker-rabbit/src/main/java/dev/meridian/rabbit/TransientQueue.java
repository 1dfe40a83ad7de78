package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.control.ControlBus.Hearing;
import dev.meridian.wire.Message;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A queue of this connection's own, bound to one exchange: it comes and goes with its channel, and
/// comes back on the next connection. Messages are taken without acknowledgement, one after another
/// on a thread of its own; when too many wait, the newest are dropped.
final class TransientQueue implements Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(TransientQueue.class);

  private static final Message LAST = new Message(Map.of(), null, null, null, 0, new byte[0]);

  private final Source source;
  private final Consumer<Message> taker;
  private final BlockingQueue<Message> waiting;
  private volatile @Nullable Channel channel;
  private volatile boolean closed;
  private @Nullable String trouble; // guarded by this

  /// Where messages come from.
  ///
  /// @param queue its name
  /// @param arguments of the queue
  /// @param exchange it is bound to
  /// @param type of the exchange
  /// @param durable whether the exchange is
  /// @param key of the binding
  record Source(
      String queue,
      Map<String, Object> arguments,
      String exchange,
      BuiltinExchangeType type,
      boolean durable,
      String key) {}

  /// @param most how many messages may wait for `taker`
  TransientQueue(Source source, int most, Consumer<Message> taker) {
    this.source = source;
    this.taker = taker;
    this.waiting = new ArrayBlockingQueue<>(most);
    Thread.ofVirtual().name("rabbit-" + source.queue()).start(this::serve);
  }

  @Override
  public boolean isListening() {
    Channel open = channel;
    return !closed && open != null && open.isOpen();
  }

  boolean isClosed() {
    return closed;
  }

  /// Makes it exist on this connection. A failure is reported once and tried again with the next
  /// call.
  synchronized void tend(Line line) {
    if (closed || isListening()) {
      return;
    }
    try {
      channel = open(line);
      trouble = null;
    } catch (IOException | ShutdownSignalException e) {
      String why = Faults.text(e);
      if (!why.equals(trouble)) {
        LOG.warn("{}: cannot listen, will keep trying: {}", source.queue(), why);
      }
      trouble = why;
    }
  }

  private Channel open(Line line) throws IOException {
    Channel open = line.connection().createChannel();
    try {
      open.exchangeDeclare(source.exchange(), source.type(), source.durable());
      open.queueDeclare(source.queue(), false, true, true, source.arguments());
      open.queueBind(source.queue(), source.exchange(), source.key());
      open.basicConsume(source.queue(), true, new Taking(open));
      return open;
    } catch (IOException | ShutdownSignalException e) {
      open.abort();
      throw e;
    }
  }

  private final class Taking extends DefaultConsumer {
    Taking(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
      if (!waiting.offer(AmqpMapping.message(properties, body))) {
        LOG.debug("{}: too much waits, a message is dropped", source.queue());
      }
    }

    @Override
    public void handleCancel(String consumerTag) throws IOException {
      getChannel().abort();
    }
  }

  // Ended by a last message, as an interrupt would close a socket that the taker writes to.
  private void serve() {
    while (!closed) {
      try {
        Message message = waiting.take();
        if (!closed) {
          taker.accept(message);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("{}: a message could not be used: {}", source.queue(), e.getMessage());
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    waiting.offer(LAST);
    Channel open = channel;
    if (open != null) {
      try {
        open.abort();
      } catch (IOException e) {
        LOG.debug("{}: already gone: {}", source.queue(), Faults.text(e));
      }
    }
  }
}
