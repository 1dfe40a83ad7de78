package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.BrokerState;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One channel in confirm mode with its window. Thread-safe.
///
/// - P1. The broker numbers what it receives from 1, and so do we, under the lock `writing`. We
///   count what was written; the client's own counter also counts what it refused to encode.
/// - P2. A message is registered before it is written, so its confirm always finds it.
/// - P3. The sequence number is the message id, by which a return finds its message. Announcements
///   have ids of their own: they are not mandatory, so none comes back.
/// - P4. Nobody waits without bound: for a place, for the lock, for a confirm. A writer stuck in
///   the socket is freed by [#tend()], which cuts the connection.
/// - P5. A place in the window is given back by whoever settles the message.
final class PublishChannel {
  private static final int LARGEST_BODY = 16 << 20; // RabbitMQ 4 ends the channel beyond
  private static final QueueName NOBODY = new QueueName("meridian-sign-of-life");
  private static final Message NOTHING = new Message(Map.of(), null, null, null, 0, new byte[0]);

  private final Line line;
  private final Channel channel;
  private final RabbitConfig config;
  private final Semaphore places;
  private final Unconfirmed unconfirmed = new Unconfirmed();
  private final ReentrantLock writing = new ReentrantLock();
  private long sequence = 1; // guarded by writing
  private volatile long writingSince; // 0: nobody writes
  private volatile boolean quiet = true; // since the last look
  private volatile boolean blocked;

  private PublishChannel(Line line, RabbitConfig config) throws IOException {
    this.line = line;
    this.config = config;
    this.channel = line.connection().createChannel();
    this.places = new Semaphore(config.window(), true);
  }

  /// Opens one.
  static PublishChannel open(Line line, RabbitConfig config) throws IOException {
    PublishChannel opened = new PublishChannel(line, config);
    opened.listen();
    opened.channel.confirmSelect();
    opened.tend();
    return opened;
  }

  boolean isOn(Line other) {
    return line.equals(other);
  }

  BrokerState state() {
    if (!channel.isOpen()) {
      return BrokerState.DOWN;
    }
    return blocked ? BrokerState.BLOCKED : BrokerState.UP;
  }

  /// Looks after the channel. The broker tells of an alarm only who publishes during it, so a quiet
  /// channel publishes a sign of life, which goes nowhere.
  ///
  /// @throws IOException if it is of no use any more
  void tend() throws IOException {
    if (!channel.isOpen()) {
      throw new IOException("publishing channel closed", channel.getCloseReason());
    }
    long since = writingSince;
    if (since != 0 && System.nanoTime() - since > config.timeouts().confirm().toNanos()) {
      line.cut();
      throw new IOException("a writer was stuck in the connection");
    }
    if (quiet && since == 0 && !blocked && places.tryAcquire()) {
      String exchange = config.names().exchange();
      send(new Outgoing(new Batch(1).slot(0), exchange, NOBODY.value(), NOBODY, NOTHING));
    }
    quiet = true;
  }

  /// Waits for so many places in the window.
  boolean reserve(int count) {
    return waited(nanos -> places.tryAcquire(count, nanos, TimeUnit.NANOSECONDS));
  }

  /// Writes one message, for which a place was reserved. It is settled later, or now if it cannot
  /// be written.
  void send(Outgoing message) {
    if (message.message().body().length > LARGEST_BODY) {
      refuse(message, Kind.REFUSED, "its body is larger than 16 MiB");
    } else if (!waited(nanos -> writing.tryLock(nanos, TimeUnit.NANOSECONDS))) {
      refuse(message, Kind.BLOCKED, "the connection is stuck");
    } else {
      try {
        write(message);
      } finally {
        writing.unlock();
      }
    }
  }

  /// Stops waiting for a batch: what is unconfirmed of it stays so.
  void giveUp(Batch batch) {
    List<Outgoing> left = unconfirmed.takeIf(message -> message.slot().batch() == batch);
    settle(left, message -> message.fail(Kind.UNCONFIRMED, "no confirm in time"));
  }

  /// Waits until nothing is unconfirmed.
  void awaitIdle(Duration wait) {
    try {
      places.tryAcquire(config.window(), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    line.connection().addBlockedListener(why -> blocked = true, () -> blocked = false);
    channel.addReturnListener(this::returned);
    channel.addConfirmListener(
        (number, multiple) -> confirmed(number, multiple, true),
        (number, multiple) -> confirmed(number, multiple, false));
    channel.addShutdownListener(this::lost);
  }

  private void write(Outgoing message) {
    BrokerState state = state();
    if (state == BrokerState.BLOCKED) {
      refuse(message, Kind.BLOCKED, "the broker asked publishers to stop");
      return;
    }
    quiet = false;
    long number = sequence;
    unconfirmed.add(number, message);
    writingSince = System.nanoTime() | 1;
    try {
      String id = message.id();
      BasicProperties properties =
          AmqpMapping.properties(message.message(), id == null ? Long.toString(number) : id);
      channel.basicPublish(
          message.exchange(), message.key(), id == null, properties, message.message().body());
      sequence = number + 1;
    } catch (AlreadyClosedException e) {
      unwritten(number, Kind.DOWN, Faults.text(e));
    } catch (IOException | ShutdownSignalException e) {
      unwritten(number, Kind.UNCONFIRMED, Faults.text(e));
    } catch (RuntimeException e) {
      unwritten(number, Kind.REFUSED, "it cannot be encoded: " + e.getMessage());
    } finally {
      writingSince = 0;
    }
  }

  private void unwritten(long number, Kind kind, String why) {
    settle(unconfirmed.take(number), message -> message.fail(kind, why));
  }

  private void returned(Return back) {
    Outgoing message = unconfirmed.find(Long.parseLong(back.getProperties().getMessageId()));
    if (message != null) {
      message.slot().returned(back.getReplyText());
    }
  }

  private void confirmed(long number, boolean multiple, boolean taken) {
    List<Outgoing> done = multiple ? unconfirmed.takeUpTo(number) : unconfirmed.take(number);
    settle(done, message -> message.confirm(taken));
  }

  private void lost(ShutdownSignalException cause) {
    String why = "the connection broke before its confirm: " + Faults.text(cause);
    settle(unconfirmed.takeIf(_ -> true), message -> message.fail(Kind.UNCONFIRMED, why));
  }

  private void refuse(Outgoing message, Kind kind, String why) {
    settle(List.of(message), refused -> refused.fail(kind, why));
  }

  private void settle(List<Outgoing> messages, Consumer<Outgoing> fate) {
    places.release(messages.size());
    messages.forEach(fate);
  }

  /// A wait that ends after [RabbitConfig.Timeouts#publishWait()].
  private interface Wait {
    boolean until(long nanos) throws InterruptedException;
  }

  private boolean waited(Wait wait) {
    try {
      return wait.until(config.timeouts().publishWait().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
