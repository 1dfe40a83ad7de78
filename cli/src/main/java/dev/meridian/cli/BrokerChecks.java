package dev.meridian.cli;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.Publication;
import dev.meridian.broker.QueueDepth;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Examines the broker of one region. Leaves nothing behind.
final class BrokerChecks {
  private static final Message EMPTY = new Message(Map.of(), null, null, null, 0, new byte[0]);

  private final Broker broker;
  private final String region;
  private final RandomGenerator random;

  BrokerChecks(Broker broker, String region, RandomGenerator random) {
    this.broker = broker;
    this.region = region;
    this.random = random;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(confirm());
    for (Priority priority : Priority.values()) {
      findings.add(queue(QueueName.of(region, priority)));
    }
    return findings;
  }

  /// Publishes to a queue that is not there: that the broker says so proves login, permission and
  /// the way there and back.
  private Finding confirm() {
    String check = "broker " + region + " confirm";
    QueueName nowhere =
        new QueueName("meridian.doctor." + new UUID(random.nextLong(), random.nextLong()));
    long started = System.nanoTime();
    try {
      broker.publish(Publication.now(nowhere, EMPTY));
      return Finding.warn(check, "took a message for no queue", "look at its alternate exchange");
    } catch (BrokerException e) {
      String took = Values.time(Duration.ofNanos(System.nanoTime() - started));
      return e.kind() == Kind.UNROUTABLE
          ? Finding.ok(check, took)
          : Finding.fail(check, String.valueOf(e.getMessage()), fix(e.kind()));
    }
  }

  private static String fix(Kind kind) {
    return switch (kind) {
      case BLOCKED -> "free memory or disk on the broker (rabbitmqctl status shows the alarm)";
      case MISCONFIGURED -> "give the user configure, write and read on ^(meridian|celery).*";
      case DOWN, UNCONFIRMED, REFUSED, UNROUTABLE -> "check user, password and virtual host";
    };
  }

  private Finding queue(QueueName queue) {
    String check = "queue " + queue;
    try {
      QueueDepth depth = broker.depth(queue);
      broker.declare(queue);
      String measured =
          "quorum, %,d waiting, %d consumers".formatted(depth.ready(), depth.consumers());
      return depth.consumers() > 0
          ? Finding.ok(check, measured)
          : Finding.warn(check, measured, "start a worker: meridian worker --region " + region);
    } catch (BrokerException e) {
      return e.kind() == Kind.UNROUTABLE
          ? Finding.warn(check, "not there yet", "the first worker or gateway makes it")
          : Finding.fail(
              check, String.valueOf(e.getMessage()), "delete the queue and let Meridian make it");
    }
  }
}
