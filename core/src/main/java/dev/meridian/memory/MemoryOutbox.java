package dev.meridian.memory;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The embedded outbox: what waits in it ends with the process, as the requests of the embedded
/// store do. Thread-safe.
public final class MemoryOutbox implements Outbox {
  private final OutboxBounds bounds;
  private final TreeMap<Long, OutboxEntry> entries = new TreeMap<>();
  private final Map<String, Lease> leases = new HashMap<>();
  private long last;
  private long bytes;

  private record Lease(String holder, Instant until) {}

  /// An empty outbox.
  public MemoryOutbox(OutboxBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public synchronized void append(List<OutboxEntry> more) {
    Set<TaskId> known =
        entries.values().stream().map(OutboxEntry::task).collect(Collectors.toSet());
    List<OutboxEntry> fresh = more.stream().filter(e -> !known.contains(e.task())).toList();
    long added = fresh.stream().mapToLong(OutboxEntry::bytes).sum();
    bounds.check((long) entries.size() + fresh.size(), bytes + added);
    fresh.forEach(entry -> entries.put(++last, entry.at(last)));
    bytes += added;
  }

  @Override
  public synchronized List<OutboxEntry> next(String region, int most) {
    return those(entry -> entry.region().equals(region)).limit(most).toList();
  }

  @Override
  public synchronized List<OutboxEntry> overdue(Instant now, int most) {
    return those(entry -> !entry.deadline().isAfter(now)).limit(most).toList();
  }

  private Stream<OutboxEntry> those(Predicate<OutboxEntry> wanted) {
    return entries.values().stream().filter(wanted);
  }

  @Override
  public synchronized void remove(Collection<OutboxEntry> gone) {
    for (OutboxEntry entry : gone) {
      if (entries.remove(entry.sequence()) != null) {
        bytes -= entry.bytes();
      }
    }
  }

  @Override
  public synchronized boolean holds(RequestId request) {
    return those(entry -> entry.request().equals(request)).findAny().isPresent();
  }

  @Override
  public synchronized List<Waiting> waiting() {
    Map<String, List<OutboxEntry>> byRegion =
        entries.values().stream()
            .collect(Collectors.groupingBy(OutboxEntry::region, TreeMap::new, Collectors.toList()));
    return byRegion.entrySet().stream()
        .map(e -> new Waiting(e.getKey(), e.getValue().size(), e.getValue().getFirst().created()))
        .toList();
  }

  @Override
  public synchronized boolean claim(String region, String holder, Instant now, Instant until) {
    Lease lease = leases.get(region);
    if (lease != null && !lease.holder.equals(holder) && lease.until.isAfter(now)) {
      return false;
    }
    leases.put(region, new Lease(holder, until));
    return true;
  }

  @Override
  public synchronized void release(String region, String holder) {
    leases.computeIfPresent(region, (_, lease) -> lease.holder.equals(holder) ? null : lease);
  }

  @Override
  public void close() {}
}
