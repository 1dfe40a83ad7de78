package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Delivery;
import dev.meridian.json.Json;
import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.worker.RunningAttempt.Ends;
import dev.meridian.worker.RunningAttempt.Place;
import dev.meridian.worker.Settlement.Origin;
import dev.meridian.worker.TaskRegistry.Registered;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Hop 6: makes one attempt of one delivery, on the thread that calls it. Whatever a message holds
/// and whatever a handler does, the delivery is settled and the worker goes on (I10). Thread-safe.
final class AttemptRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

  private final WorkerConfig config;
  private final TaskRegistry registry;
  private final Parts with;

  /// What an attempt needs.
  ///
  /// @param results the store, asked whether the attempt may run
  /// @param retry repeats that question while the store is down
  /// @param settlement ends the attempt
  /// @param verdict judges inputs and ends
  /// @param running the attempts under way
  /// @param revoked the tasks that are not to be started
  /// @param watch sees what happens
  /// @param codec of the wire
  /// @param clock of starts and limits
  record Parts(
      ResultStore results,
      StoreRetry retry,
      Settlement settlement,
      Verdict verdict,
      RunningAttempts running,
      RevokedTasks revoked,
      TaskWatch watch,
      CeleryCodec codec,
      InstantSource clock) {}

  AttemptRunner(WorkerConfig config, TaskRegistry registry, Parts with) {
    this.config = config;
    this.registry = registry;
    this.with = with;
  }

  /// Runs and settles. `onEnd` is called exactly once, when the slot is free again, which may be
  /// before this returns if the handler does not stop at its hard limit.
  void run(Origin origin, String region, Runnable onEnd) {
    Envelope envelope;
    try {
      envelope = with.codec.decode(origin.delivery().message(), region);
    } catch (MalformedMessageException e) {
      refuse(origin, e);
      onEnd.run();
      return;
    }
    with.watch.received(envelope, origin.delivery());
    try {
      if (admit(origin, envelope)) {
        Registered<?, ?> registered = registry.find(envelope.type()).orElseThrow();
        attempt(
            origin,
            envelope,
            new Place(region, config.name(), origin.delivery()),
            registered,
            onEnd);
        return;
      }
    } catch (StoreException e) {
      LOG.error("task {}: handed back, the store stayed down: {}", envelope.id(), e.getMessage());
      handBack(origin);
    } catch (Throwable e) {
      LOG.error("task {}: could not be worked on", envelope.id(), e);
      with.settlement.bury(
          origin,
          envelope,
          ref(envelope),
          TaskFailure.of("WorkerFailure", "before its attempt: " + e));
    }
    onEnd.run();
  }

  /// Gives a task that was not begun to another worker.
  void handBack(Origin origin) {
    with.settlement.handBack(origin);
  }

  /// Has a task that was not begun delivered later, unless the broker does not take it.
  ///
  /// @return whether it did
  boolean putOff(Origin origin, Duration delay) {
    return with.settlement.putOff(origin, delay);
  }

  /// Whether the task may be run at all; if not, it is settled here.
  private boolean admit(Origin origin, Envelope envelope) {
    Settlement settlement = with.settlement;
    TaskRef ref = ref(envelope);
    Instant now = with.clock.instant();
    Envelope.Times times = envelope.times();
    Delivery delivery = origin.delivery();
    if (delivery.failedDeliveries() >= config.bounds().maxDeliveries()) {
      String words =
          "deliveries: "
              + (delivery.failedDeliveries() + 1)
              + " (expected: at most "
              + config.bounds().maxDeliveries()
              + "); workers died of it, or handed it back";
      settlement.bury(
          origin, envelope, ref, TaskFailure.of(TaskFailure.DELIVERY_LIMIT_EXCEEDED, words));
    } else if (with.revoked.contains(envelope.id())) {
      settlement.dismiss(origin, envelope, ref, Settlement.REVOKED);
    } else if (times.eta() != null && now.isBefore(times.eta())) {
      settlement.defer(origin, envelope, Duration.between(now, times.eta()));
    } else if (times.expires() != null && now.isAfter(times.expires())) {
      settlement.dismiss(origin, envelope, ref, Settlement.EXPIRED);
    } else if (times.deadline() != null && now.isAfter(times.deadline())) {
      fail(origin, envelope, TaskFailure.DEADLINE_EXCEEDED, "not started by " + times.deadline());
    } else if (registry.find(envelope.type()).isEmpty()) {
      String words =
          "task type: " + envelope.type() + " (expected: one of " + registry.names() + ")";
      settlement.bury(
          origin,
          envelope,
          ref,
          new TaskFailure(TaskFailure.NOT_REGISTERED, words, "celery.exceptions", null));
    } else {
      return true;
    }
    return false;
  }

  private void attempt(
      Origin origin, Envelope envelope, Place place, Registered<?, ?> registered, Runnable onEnd) {
    Envelope input = input(origin, envelope, registered.type());
    if (input == null) {
      onEnd.run();
      return;
    }
    Optional<TaskFailure> invalid = with.verdict.onInput(registered.type(), input);
    if (invalid.isPresent()) {
      fail(origin, input, TaskFailure.INVALID_INPUT, invalid.get().message());
      onEnd.run();
      return;
    }
    RunningAttempt attempt = start(origin.delivery(), input, place, registered.type());
    // Before the store is asked, so that no cancellation falls in between.
    RunningAttempts.Entry entry =
        with.running.add(attempt, outcome -> end(origin, attempt, outcome, onEnd));
    Outcome outcome;
    try {
      outcome = run(origin, registered, attempt);
    } finally {
      with.running.remove(entry);
    }
    if (attempt.claim()) {
      end(origin, attempt, outcome, onEnd);
    }
  }

  // The revoked are looked at again, as one may have been told of after the task was admitted and
  // before it was among those that run.
  private Outcome run(Origin origin, Registered<?, ?> registered, RunningAttempt attempt) {
    if (with.revoked.contains(attempt.task())) {
      return new Outcome.Revoked();
    }
    return mayRun(origin.delivery(), attempt) ? outcomeOf(registered, attempt) : new Outcome.Over();
  }

  private Outcome outcomeOf(Registered<?, ?> registered, RunningAttempt attempt) {
    try (LogContext _ = LogContext.of(attempt)) {
      with.watch.started(attempt.envelope());
      attempt.runsOn(Thread.currentThread());
      return with.verdict.onAnswer(
          registered.type(), registered.run(attempt.envelope().kwargs(), attempt), attempt);
    } catch (Throwable e) {
      return with.verdict.onFailure(registered.type(), e, attempt);
    } finally {
      attempt.hasLeft();
      boolean late = Thread.interrupted();
      LOG.trace("task {}: interrupted at the end: {}", attempt.task(), late);
    }
  }

  private void end(Origin origin, RunningAttempt attempt, Outcome outcome, Runnable onEnd) {
    try {
      with.settlement.settle(origin, attempt.envelope(), attempt.ref(), outcome, attempt.report());
    } catch (RuntimeException e) {
      LOG.error("task {}: could not be settled, handed back", attempt.task(), e);
      origin.delivery().requeue();
    } finally {
      onEnd.run();
    }
  }

  /// Asks the store, unless nobody recorded or shares the task, this is its first delivery and it
  /// follows no other task, which may have been run twice.
  private boolean mayRun(Delivery delivery, RunningAttempt attempt) {
    if (attempt.ref().request() == null
        && !delivery.redelivered()
        && !attempt.envelope().isShared()
        && attempt.envelope().lineage().parent() == null) {
      return true;
    }
    AttemptStart start =
        new AttemptStart(attempt.number(), attempt.region(), attempt.worker(), attempt.started());
    return with.retry.untilUp(() -> with.results.begin(attempt.ref(), start)) == Admission.RUN;
  }

  private RunningAttempt start(
      Delivery delivery, Envelope envelope, Place place, TaskType<?, ?> type) {
    Instant now = with.clock.instant();
    Envelope.Times times = envelope.times();
    TimeLimits limits = registry.limits(type);
    Duration soft = times.softLimit() != null ? times.softLimit() : limits.soft();
    Duration hard = times.hardLimit() != null ? times.hardLimit() : limits.hard();
    Duration softest = soft.compareTo(hard) < 0 ? soft : hard;
    return new RunningAttempt(
        envelope,
        ref(envelope),
        place,
        envelope.retries() + delivery.failedDeliveries() + 1,
        new Ends(now.plus(softest), now.plus(hard)),
        new ProgressReport(with.results, with.clock));
  }

  private void fail(Origin origin, Envelope envelope, String type, String words) {
    Outcome outcome = new Outcome.Failed(TaskFailure.of(type, words));
    with.settlement.settle(origin, envelope, ref(envelope), outcome, Json.object());
  }

  private void refuse(Origin origin, MalformedMessageException e) {
    Optional<TaskId> id = e.taskId().flatMap(AttemptRunner::idIfValid);
    if (id.isPresent()) {
      TaskRef ref = new TaskRef(id.get(), null, config.bounds().foreignResultTtl());
      with.settlement.bury(origin, null, ref, TaskFailure.of("MalformedMessage", e.getMessage()));
    } else {
      LOG.warn("dead letter from {}: {}", origin.delivery().queue(), e.getMessage());
      origin.delivery().deadLetter(e.getMessage());
    }
  }

  private static Optional<TaskId> idIfValid(String text) {
    try {
      return Optional.of(new TaskId(text));
    } catch (InvalidValueException e) {
      return Optional.empty();
    }
  }

  /// The task as its handler takes it; null if it does not, and is settled.
  private @Nullable Envelope input(Origin origin, Envelope envelope, TaskType<?, ?> type) {
    Envelope named;
    try {
      named = Inputs.named(envelope, type);
    } catch (InvalidValueException e) {
      fail(origin, envelope, TaskFailure.INVALID_INPUT, String.valueOf(e.getMessage()));
      return null;
    }
    try {
      return ofThisVersion(named, type);
    } catch (InvalidValueException e) {
      TaskFailure failure = TaskFailure.of(TaskFailure.UNKNOWN_VERSION, e.getMessage());
      with.settlement.bury(origin, envelope, ref(envelope), failure);
      return null;
    }
  }

  /// The version is raised, too, as a retry carries the input that was.
  private static Envelope ofThisVersion(Envelope envelope, TaskType<?, ?> type) {
    int version = envelope.version();
    ObjectNode input = type.versions().raise(version, envelope.kwargs());
    int current = type.versions().current();
    return version == current ? envelope : envelope.withVersion(current, input);
  }

  private TaskRef ref(Envelope envelope) {
    return TaskRefs.of(envelope, config.bounds().foreignResultTtl());
  }
}
