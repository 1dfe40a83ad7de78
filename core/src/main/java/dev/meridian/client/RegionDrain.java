package dev.meridian.client;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One go at publishing what waits for one region. For one thread.
final class RegionDrain {
  /// How many messages are published and removed together.
  static final int BATCH = 200;

  private static final Logger LOG = LoggerFactory.getLogger(RegionDrain.class);

  /// How long a region is one drainer's: longer than a batch takes.
  private static final Duration LEASE = Duration.ofSeconds(30);

  /// Entries have their deadlines cut to milliseconds, requests have not.
  private static final Duration ROUNDING = Duration.ofMillis(1);

  private final String region;
  private final String name;
  private final Outbox outbox;
  private final HeldTasks held;
  private final OutboxDrainer.Collaborators with;
  private int published;
  private int dropped;

  RegionDrain(
      String region, String name, Outbox outbox, HeldTasks held, OutboxDrainer.Collaborators with) {
    this.region = region;
    this.name = name;
    this.outbox = outbox;
    this.held = held;
    this.with = with;
  }

  /// Publishes until nothing is left, nothing is taken, or somebody else does it.
  void run(BooleanSupplier stopped) {
    try {
      boolean moved = true;
      while (moved && !stopped.getAsBoolean() && claim()) {
        moved = batch(outbox.next(region, BATCH));
      }
    } finally {
      if (published + dropped > 0) {
        LOG.info("outbox: {} tasks for {} published, {} were over", published, region, dropped);
      }
      outbox.release(region, name);
    }
  }

  private boolean claim() {
    Instant now = with.clock().instant();
    return outbox.claim(region, name, now, now.plus(LEASE));
  }

  /// Deals with the first entries there are. If that were all, new tasks need not queue up any
  /// more: those that came meanwhile go out beside them.
  ///
  /// @return whether anything moved
  private boolean batch(List<OutboxEntry> entries) {
    Set<TaskId> over = over(entries);
    List<OutboxEntry> gone =
        new ArrayList<>(entries.stream().filter(entry -> over.contains(entry.task())).toList());
    dropped += gone.size();
    List<OutboxEntry> sent =
        publish(entries.stream().filter(entry -> !over.contains(entry.task())).toList());
    published += sent.size();
    gone.addAll(sent);
    outbox.remove(gone);
    if (gone.size() == entries.size() && entries.size() < BATCH) {
      held.goDirectly(region);
    }
    return !gone.isEmpty();
  }

  /// The tasks that are over, some of them only now, by their deadline.
  private Set<TaskId> over(List<OutboxEntry> entries) {
    Instant now = with.clock().instant();
    List<OutboxEntry> late = entries.stream().filter(e -> isLate(e.deadline(), now)).toList();
    giveUp(late, with);
    Set<TaskId> over = new HashSet<>(late.stream().map(OutboxEntry::task).toList());
    with.results()
        .findAll(entries.stream().map(OutboxEntry::task).toList())
        .forEach((task, result) -> {
          if (result.state().isTerminal()) {
            over.add(task);
          }
        });
    return over;
  }

  /// Publishes and waits for the confirms.
  ///
  /// @return the entries that are confirmed
  private List<OutboxEntry> publish(List<OutboxEntry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    Instant now = with.clock().instant();
    List<PublishOutcome> outcomes =
        with.brokers()
            .of(region)
            .publishAll(entries.stream().map(entry -> entry.publication(now)).toList());
    List<OutboxEntry> confirmed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      switch (outcomes.get(i)) {
        case PublishOutcome.Confirmed _ -> confirmed.add(entries.get(i));
        case PublishOutcome.Failed(BrokerException reason) ->
            LOG.debug("outbox: {} stays: {}", entries.get(i).task(), reason.getMessage());
      }
    }
    return confirmed;
  }

  /// Some entries whose deadline has passed, of any region.
  static List<OutboxEntry> late(Outbox outbox, InstantSource clock) {
    return outbox.overdue(clock.instant().minus(ROUNDING), BATCH);
  }

  private static boolean isLate(Instant deadline, Instant now) {
    return !deadline.isAfter(now.minus(ROUNDING));
  }

  /// Lets the tasks of entries whose deadline has passed fail.
  static void giveUp(List<OutboxEntry> late, OutboxDrainer.Collaborators with) {
    Bookkeeping bookkeeping = new Bookkeeping(with.results(), with.clock());
    late.stream()
        .map(OutboxEntry::request)
        .distinct()
        .forEach(request -> {
          var _ = bookkeeping.status(request);
        });
  }
}
