package dev.meridian.client;

import dev.meridian.broker.Publication;
import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.Outbox.Waiting;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.outbox.OutboxException;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.RequestStatus;
import dev.meridian.route.Route;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tasks that are accepted although no broker takes them now: they wait in an outbox until an
/// [OutboxDrainer] publishes them. While older tasks wait for a region, new ones that nobody waits
/// for go behind them. Thread-safe.
public final class HeldTasks {
  private static final Logger LOG = LoggerFactory.getLogger(HeldTasks.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /// What waits longer than this is a backlog, not something on its way.
  private static final Duration OLD = Duration.ofSeconds(2);

  private final @Nullable Outbox outbox;
  private final InstantSource clock;

  /// The regions whose tasks queue up, with [System#nanoTime()] of the last reason for it.
  private final Map<String, Long> queueing = new ConcurrentHashMap<>();

  private volatile Map<String, Long> seen = Map.of();

  private HeldTasks(@Nullable Outbox outbox, InstantSource clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /// Tasks that wait in this outbox.
  public static HeldTasks in(Outbox outbox, InstantSource clock) {
    return new HeldTasks(outbox, clock);
  }

  /// No task may wait: there is no outbox.
  public static HeldTasks none() {
    return new HeldTasks(null, InstantSource.system());
  }

  /// Whether tasks may wait at all.
  boolean areAllowed() {
    return outbox != null;
  }

  /// How many tasks waited by region, for people; regions without any are missing. Up to a second
  /// old.
  public Map<String, Long> waiting() {
    return seen;
  }

  /// The same route, or the one to the outbox if older tasks wait for that region.
  Route behindOthers(Route route) {
    return queueing.containsKey(route.region())
        ? route.held("behind others for " + route.region())
        : route;
  }

  /// Keeps the messages of a request; when this returns, they are safe (I1).
  ///
  /// @param held which tasks they are of
  /// @param messages one for each of them
  /// @param eta not to be delivered before; null for at once
  /// @throws UnavailableException if there is no room, or the outbox does not answer
  void keep(
      RequestRecord request,
      List<TaskEntry> held,
      List<Publication> messages,
      @Nullable Instant eta) {
    if (outbox == null || held.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<OutboxEntry> entries = new ArrayList<>(held.size());
    for (int i = 0; i < held.size(); i++) {
      TaskEntry task = held.get(i);
      Publication message = messages.get(i);
      entries.add(
          new OutboxEntry(
              0,
              task.id(),
              request.id(),
              task.route().region(),
              message.queue(),
              message.message(),
              eta,
              request.deadline(),
              now));
    }
    try {
      outbox.append(entries);
    } catch (OutboxException e) {
      String why = "the outbox takes no task for " + held.getFirst().route().region() + ": ";
      throw new UnavailableException(why + e.getMessage(), RETRY_AFTER, e);
    }
  }

  /// Lets new tasks of a region wait from now on, until those before them are published.
  void queueUp(String region) {
    if (queueing.put(region, System.nanoTime()) == null) {
      LOG.warn("outbox: tasks for {} wait until its broker is back", region);
    }
  }

  /// Lets new tasks of a region go to its broker at once.
  void goDirectly(String region) {
    queueing.remove(region);
  }

  /// Looks at what waits: behind a backlog new tasks queue up, whoever appended it.
  ///
  /// @param reachable whether the broker of a region takes messages now
  /// @throws OutboxException if the outbox does not answer; new tasks need not queue up then
  List<Waiting> look(Predicate<String> reachable) {
    if (outbox == null) {
      return List.of();
    }
    long begun = System.nanoTime();
    try {
      List<Waiting> waiting = outbox.waiting();
      seen =
          waiting.stream()
              .collect(
                  Collectors.toMap(Waiting::region, Waiting::entries, Long::sum, TreeMap::new));
      Instant recent = clock.instant().minus(OLD);
      Set<String> backlogs =
          waiting.stream()
              .filter(w -> !reachable.test(w.region()) || w.oldest().isBefore(recent))
              .map(Waiting::region)
              .collect(Collectors.toSet());
      backlogs.forEach(this::queueUp);
      queueing
          .entrySet()
          .removeIf(e ->
              e.getValue() < begun && reachable.test(e.getKey()) && !backlogs.contains(e.getKey()));
      return waiting;
    } catch (OutboxException e) {
      queueing.clear();
      throw e;
    }
  }

  /// The same status, with the reason if a task of it waits in the outbox.
  RequestStatus explained(RequestStatus status) {
    if (outbox == null || status.state() != TaskState.ACCEPTED || !status.message().isEmpty()) {
      return status;
    }
    Optional<String> reason = reason(status.request());
    try {
      boolean waits = reason.isPresent() && outbox.holds(status.request().id());
      return waits ? status.withMessage(reason.get()) : status;
    } catch (OutboxException e) {
      LOG.debug("outbox: {}", e.getMessage());
      return status;
    }
  }

  /// Why a task of a request went to the outbox; empty if none did.
  public static Optional<String> reason(RequestRecord request) {
    return request.tasks().stream()
        .map(TaskEntry::route)
        .filter(Route::isHeld)
        .map(Route::reason)
        .findFirst();
  }
}
