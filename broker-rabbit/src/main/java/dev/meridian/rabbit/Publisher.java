package dev.meridian.rabbit;

import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.BrokerState;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes through the one channel of the publishing connection. Thread-safe.
final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final RabbitConfig config;
  private final Topology topology;
  private final Link link;
  private volatile @Nullable PublishChannel channel;
  private volatile boolean closed;

  Publisher(RabbitConfig config, Topology topology) {
    this.config = config;
    this.topology = topology;
    this.link = new Link("publish", config, this::tend);
  }

  Link link() {
    return link;
  }

  BrokerState state() {
    PublishChannel open = channel;
    return open == null || closed ? BrokerState.DOWN : open.state();
  }

  /// Sends the messages of one batch and returns once all are settled. A batch takes its places by
  /// the dozen, as waking up for each would cost more than sending it.
  void publish(Batch batch, List<Outgoing> messages) {
    PublishChannel open = channel;
    if (open == null || state() == BrokerState.DOWN) {
      messages.forEach(message -> message.fail(Kind.DOWN, "the broker is down"));
      return;
    }
    int share = Math.max(1, config.window() / 4);
    for (int next = 0; next < messages.size(); next += share) {
      List<Outgoing> some = messages.subList(next, Math.min(next + share, messages.size()));
      if (state() == BrokerState.UP && open.reserve(some.size())) {
        some.forEach(open::send);
      } else {
        messages.subList(next, messages.size()).forEach(noPlace());
        break;
      }
    }
    if (!batch.await(config.timeouts().confirm())) {
      open.giveUp(batch);
      LOG.warn("{}: no confirm within {}", config.address(), config.timeouts().confirm());
    }
  }

  /// Waits a bounded time until nothing is unconfirmed, and hangs up.
  @Override
  public void close() {
    closed = true;
    PublishChannel open = channel;
    if (open != null && open.state() == BrokerState.UP) {
      open.awaitIdle(config.timeouts().confirm());
    }
    link.close();
  }

  private void tend(Line line) throws IOException {
    PublishChannel open = channel;
    if (open != null && open.isOn(line)) {
      open.tend();
    } else {
      topology.restore(line);
      channel = PublishChannel.open(line, config);
    }
  }

  private Consumer<Outgoing> noPlace() {
    return switch (state()) {
      case DOWN -> message -> message.fail(Kind.DOWN, "the broker is down");
      case BLOCKED -> message -> message.fail(Kind.BLOCKED, "the broker asked publishers to stop");
      case UP -> message -> message.fail(Kind.BLOCKED, "too much is unconfirmed");
    };
  }
}
