package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.json.Json;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hop 7: stores the outcome first and settles the delivery after (I2). Thread-safe.
final class Settlement {
  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  private final ResultStore results;
  private final StoreRetry retry;
  private final Obituaries obituaries;
  private final CeleryCodec codec;
  private final InstantSource clock;
  private final LongAdder settled = new LongAdder();

  Settlement(
      ResultStore results,
      StoreRetry retry,
      Obituaries obituaries,
      CeleryCodec codec,
      InstantSource clock) {
    this.results = results;
    this.retry = retry;
    this.obituaries = obituaries;
    this.codec = codec;
    this.clock = clock;
  }

  /// How many deliveries were settled with a final word.
  long settled() {
    return settled.sum();
  }

  /// Where a task came from: its delivery, and the broker to publish its next attempt to.
  record Origin(Delivery delivery, Broker broker) {}

  void settle(Origin origin, Envelope envelope, TaskRef ref, Outcome outcome, ObjectNode report) {
    Instant now = clock.instant();
    switch (outcome) {
      case Outcome.Succeeded(var value) ->
          finish(origin, envelope, ref, TaskResult.successful(ref.id(), value, report, now));
      case Outcome.Failed(TaskFailure failure) -> {
        Runnable letter = () -> obituaries.keep(origin.delivery(), ref.id(), failure, report);
        if (written(origin, ref, letter)) {
          finish(origin, envelope, ref, TaskResult.failed(ref.id(), failure, report, now));
        }
      }
      case Outcome.Retry(TaskFailure failure, Duration delay) ->
          publishNext(origin, envelope, failure, delay);
      case Outcome.Over() -> ack(origin);
      case Outcome.HandedBack() -> handBack(origin);
    }
  }

  /// Stores that the task was not run, because it expired.
  void expire(Origin origin, Envelope envelope, TaskRef ref) {
    finish(origin, envelope, ref, TaskResult.dismissed(ref.id(), "expired", clock.instant()));
  }

  /// Stores a failure and moves the message to the dead letters.
  void bury(Origin origin, TaskRef ref, TaskFailure failure) {
    TaskResult result = TaskResult.failed(ref.id(), failure, Json.object(), clock.instant());
    if (store(origin, ref, result)) {
      LOG.warn("task {}: dead letter: {}", ref.id(), failure.message());
      origin.delivery().deadLetter(Obituaries.reason(failure));
      settled.increment();
    }
  }

  private void finish(Origin origin, Envelope envelope, TaskRef ref, TaskResult result) {
    boolean wanted = !envelope.ignoreResult() || ref.request() != null;
    if (!wanted || store(origin, ref, result)) {
      ack(origin);
    }
  }

  private void ack(Origin origin) {
    origin.delivery().ack();
    settled.increment();
  }

  private boolean store(Origin origin, TaskRef ref, TaskResult result) {
    return written(
        origin,
        ref,
        () -> {
          if (!results.complete(ref, result)) {
            LOG.debug("task {}: was over already", ref.id());
          }
        });
  }

  private boolean written(Origin origin, TaskRef ref, Runnable write) {
    try {
      boolean _ =
          retry.untilUp(() -> {
            write.run();
            return true;
          });
      return true;
    } catch (StoreException e) {
      LOG.error("task {}: result not stored, handed back: {}", ref.id(), e.getMessage());
      origin.delivery().requeue();
      return false;
    }
  }

  private void publishNext(Origin origin, Envelope envelope, TaskFailure failure, Duration delay) {
    Instant due = clock.instant().plus(delay);
    LOG.info("task {}: {}; next attempt in {}", envelope.id(), failure.message(), delay);
    defer(origin, envelope.retryAt(due), delay);
  }

  /// Gives a task to another worker. It is published anew, as putting it back would count as a
  /// failed delivery: five restarts of workers in a row must not bury a task.
  void handBack(Origin origin) {
    Delivery delivery = origin.delivery();
    try {
      origin.broker().publish(Publication.now(delivery.queue(), delivery.message()));
      delivery.ack();
    } catch (BrokerException e) {
      delivery.requeue();
    }
  }

  /// Publishes a task anew to be delivered later, then settles this delivery of it.
  void defer(Origin origin, Envelope envelope, Duration delay) {
    Delivery delivery = origin.delivery();
    try {
      origin.broker().publish(new Publication(delivery.queue(), codec.encode(envelope), delay));
      delivery.ack();
    } catch (BrokerException e) {
      LOG.warn(
          "task {}: next attempt not published, handed back: {}", envelope.id(), e.getMessage());
      delivery.requeue();
    }
  }
}
