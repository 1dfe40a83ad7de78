package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.json.Json;
import dev.meridian.result.ResultStore;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hop 7: stores the outcome first and settles the delivery after (I2). Thread-safe.
final class Settlement {
  /// Why a revoked task was dismissed that was not begun, that ran, and that came too late.
  static final String REVOKED = "revoked";

  static final String TERMINATED = "terminated";
  static final String EXPIRED = "expired";

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  private final Parts with;
  private final LongAdder settled = new LongAdder();

  /// What it works with.
  ///
  /// @param continuation sends what follows a task
  /// @param obituaries keep the letters of tasks that fail
  /// @param watch is told how tasks end
  record Parts(
      ResultStore results,
      StoreRetry retry,
      Continuation continuation,
      Obituaries obituaries,
      CeleryCodec codec,
      InstantSource clock,
      TaskWatch watch) {}

  Settlement(Parts with) {
    this.with = with;
  }

  /// How many deliveries were settled with a final word.
  long settled() {
    return settled.sum();
  }

  /// Where a task came from: its delivery, and the broker to publish its next attempt to.
  record Origin(Delivery delivery, Broker broker) {}

  void settle(Origin origin, Envelope envelope, TaskRef ref, Outcome outcome, ObjectNode report) {
    Instant now = with.clock.instant();
    switch (outcome) {
      case Outcome.Succeeded(var value) ->
          finish(origin, envelope, ref, TaskResult.successful(ref.id(), value, report, now));
      case Outcome.Failed(TaskFailure failure) ->
          finish(
              origin,
              envelope,
              ref,
              TaskResult.failed(ref.id(), failure, report, now),
              () -> with.obituaries.keep(origin.delivery(), ref.id(), failure, report));
      case Outcome.Retry(TaskFailure failure, Duration delay) ->
          publishNext(origin, envelope, failure, delay);
      case Outcome.Over() ->
          whenContinued(
              origin,
              ref,
              () -> {
                with.continuation.again(Home.of(origin), envelope);
                return ref;
              },
              _ -> ack(origin));
      case Outcome.Revoked() -> dismiss(origin, envelope, ref, TERMINATED);
      case Outcome.HandedBack() -> {
        with.watch.handedBack(envelope.id());
        handBack(origin);
      }
    }
  }

  /// Stores that the task was not run to its end, and why.
  void dismiss(Origin origin, Envelope envelope, TaskRef ref, String why) {
    finish(origin, envelope, ref, TaskResult.dismissed(ref.id(), why, with.clock.instant()));
  }

  /// Stores a failure and moves the message to the dead letters.
  ///
  /// @param envelope of the task, null if it cannot be read
  void bury(Origin origin, @Nullable Envelope envelope, TaskRef ref, TaskFailure failure) {
    TaskResult result = TaskResult.failed(ref.id(), failure, Json.object(), with.clock.instant());
    whenContinued(
        origin,
        ref,
        () -> {
          store(ref, result);
          if (envelope != null) {
            with.continuation.after(Home.of(origin), envelope, result);
          }
          return failure;
        },
        why -> {
          deadLetter(origin, ref, why);
          with.watch.ended(result, origin.delivery());
        });
  }

  private void deadLetter(Origin origin, TaskRef ref, TaskFailure failure) {
    LOG.warn("task {}: dead letter: {}", ref.id(), failure.message());
    origin.delivery().deadLetter(Obituaries.reason(failure));
    settled.increment();
  }

  private void finish(Origin origin, Envelope envelope, TaskRef ref, TaskResult result) {
    finish(origin, envelope, ref, result, null);
  }

  /// @param letter writes what is kept of a task that failed, if it is to be kept
  private void finish(
      Origin origin, Envelope envelope, TaskRef ref, TaskResult result, @Nullable Runnable letter) {
    whenContinued(
        origin,
        ref,
        () -> {
          if (letter != null) {
            boolean _ = with.retry.untilUp(() -> done(letter));
          }
          Home home = Home.of(origin);
          TaskResult last = with.continuation.before(home, envelope, result);
          if (!envelope.ignoreResult() || ref.request() != null) {
            store(ref, last);
          }
          with.continuation.after(home, envelope, last);
          return last;
        },
        last -> {
          ack(origin);
          with.watch.ended(last, origin.delivery());
        });
  }

  private static boolean done(Runnable step) {
    step.run();
    return true;
  }

  /// Settles once what is to be stored and sent is; else hands the delivery back.
  private static <T> void whenContinued(
      Origin origin, TaskRef ref, Supplier<T> follow, Consumer<T> settle) {
    T followed;
    try {
      followed = follow.get();
    } catch (MeridianException e) {
      LOG.error("task {}: not stored or not followed up: {}", ref.id(), e.getMessage());
      origin.delivery().requeue();
      return;
    }
    settle.accept(followed);
  }

  private void ack(Origin origin) {
    origin.delivery().ack();
    settled.increment();
  }

  private void store(TaskRef ref, TaskResult result) {
    boolean decided = with.retry.untilUp(() -> with.results.complete(ref, result));
    if (!decided) {
      LOG.debug("task {}: was over already", ref.id());
    }
  }

  private void publishNext(Origin origin, Envelope envelope, TaskFailure failure, Duration delay) {
    Instant due = with.clock.instant().plus(delay);
    LOG.info("task {}: {}; next attempt in {}", envelope.id(), failure.message(), delay);
    defer(origin, envelope.retryAt(due), delay);
    with.watch.retried(envelope.id(), failure, origin.delivery());
  }

  /// Gives a task to another worker. It is published anew, as putting it back would count as a
  /// failed delivery: five restarts of workers in a row must not bury a task.
  void handBack(Origin origin) {
    if (!putOff(origin, Duration.ZERO)) {
      origin.delivery().requeue();
    }
  }

  /// Publishes the message of a task anew, as it is, to be delivered later, and settles this
  /// delivery of it, unless the broker does not take it.
  ///
  /// @return whether it did
  boolean putOff(Origin origin, Duration delay) {
    Delivery delivery = origin.delivery();
    try {
      origin.broker().publish(new Publication(delivery.queue(), delivery.message(), delay));
      delivery.ack();
      return true;
    } catch (BrokerException e) {
      return false;
    }
  }

  /// Publishes a task anew to be delivered later, then settles this delivery of it.
  void defer(Origin origin, Envelope envelope, Duration delay) {
    Delivery delivery = origin.delivery();
    try {
      Message message = with.codec.encode(envelope, delivery.queue().region().orElse(null));
      origin.broker().publish(new Publication(delivery.queue(), message, delay));
      delivery.ack();
    } catch (BrokerException e) {
      LOG.warn(
          "task {}: next attempt not published, handed back: {}", envelope.id(), e.getMessage());
      delivery.requeue();
    }
  }
}
