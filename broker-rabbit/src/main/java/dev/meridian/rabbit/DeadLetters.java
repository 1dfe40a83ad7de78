package dev.meridian.rabbit;

import dev.meridian.broker.PublishOutcome;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.rabbit.Settlements.Verdict;
import dev.meridian.route.QueueName;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves deliveries to the dead letters: the copy is confirmed first, the original acknowledged
/// after (I4). In between a crash leaves both, never neither. Each move has a virtual thread, as it
/// waits for the broker and callers must not; there are at most as many as the prefetch allows.
final class DeadLetters {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final int TRIES = 5;

  private final Publisher publisher;
  private final RabbitConfig config;
  private final InstantSource clock;
  private final Set<Thread> moves = ConcurrentHashMap.newKeySet();

  DeadLetters(Publisher publisher, RabbitConfig config, InstantSource clock) {
    this.publisher = publisher;
    this.config = config;
    this.clock = clock;
  }

  /// Moves it, in the background. If that fails a few times it goes back to its queue.
  void bury(RabbitDelivery delivery, String reason) {
    Thread move = Thread.ofVirtual().name("rabbit-bury").unstarted(() -> move(delivery, reason));
    moves.add(move);
    move.start();
  }

  /// Waits until no move is under way.
  void awaitIdle(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      for (Thread move : moves) {
        move.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void move(RabbitDelivery delivery, String reason) {
    Verdict verdict = Verdict.REJECT;
    try {
      boolean moved = publish(deadLetter(delivery, reason), delivery.queue());
      verdict = moved ? Verdict.ACK : Verdict.REQUEUE;
    } catch (RuntimeException e) {
      LOG.error("dead letter of {}", delivery.queue(), e);
    } finally {
      delivery.conclude(verdict);
      moves.remove(Thread.currentThread());
    }
  }

  private boolean publish(Message letter, QueueName from) {
    for (int tries = 1; tries <= TRIES; tries++) {
      if (tries > 1) {
        LockSupport.parkNanos(config.timeouts().recovery().toNanos());
      }
      Batch batch = new Batch(1);
      String exchange = config.names().deadLetters();
      publisher.publish(
          batch,
          List.of(new Outgoing(batch.slot(0), exchange, from.value(), QueueName.DEAD, letter)));
      switch (batch.outcomes().getFirst()) {
        case PublishOutcome.Confirmed() -> {
          return true;
        }
        case PublishOutcome.Failed(var why) ->
            LOG.warn("dead letter of {}: {}", from, why.getMessage());
      }
    }
    return false;
  }

  private Message deadLetter(RabbitDelivery delivery, String reason) {
    Instant now = clock.instant();
    return DeadLetter.buried(
        delivery.message(), new Death(delivery.queue(), reason, delivery.failedDeliveries(), now));
  }
}
