package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.result.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The channel on which this program hears of the ends of tasks that it published, subscribed to
/// once: a subscription for each task costs both sides more than its result. Thread-safe.
final class ReplyChannel implements Subscriber.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyChannel.class);

  private final String name;
  private final Subscriber subscriber;
  private final AtomicBoolean subscribing = new AtomicBoolean();
  private volatile boolean subscribed;

  ReplyChannel(String name, Subscriber subscriber) {
    this.name = name;
    this.subscriber = subscriber;
  }

  String name() {
    return name;
  }

  /// Whether nothing that is sent here from now on can be missed but by a loss of the connection.
  /// The first caller who finds a connection subscribes; nobody waits for another's subscription.
  ///
  /// @throws StoreException of kind DOWN if the server does not answer this caller
  boolean isHeard() {
    if (subscriber.isLive() && !subscribed && subscribing.compareAndSet(false, true)) {
      subscribe();
    }
    return subscribed && subscriber.isLive();
  }

  private void subscribe() {
    try {
      subscriber.subscribe(List.of(name), this);
      subscribed = true;
    } finally {
      subscribing.set(subscribed);
    }
  }

  /// A reply: the task's id, a space, its document.
  @Override
  public void received(String channel, byte[] message) {
    int space = 0;
    while (space < message.length && message[space] != ' ') {
      space++;
    }
    if (space == message.length) {
      LOG.debug("{}: no reply: {} bytes without a space", channel, message.length);
      return;
    }
    String task = Keys.META + new String(message, 0, space, UTF_8);
    subscriber.deliver(task, Arrays.copyOfRange(message, space + 1, message.length));
  }
}
