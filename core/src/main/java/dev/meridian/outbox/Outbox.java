package dev.meridian.outbox;

import dev.meridian.task.RequestId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Keeps messages that are promised and not published, in the order in which they came. Several
/// gateways may share one; of these, whoever has claimed a region publishes what waits for it.
/// Thread-safe; every method blocks and is meant for virtual threads. Run the contract suite
/// `OutboxContract` against every implementation.
///
/// All methods but [#close] throw [OutboxException] of kind DOWN if the place it is kept in does
/// not answer.
public interface Outbox extends AutoCloseable {
  /// How much waits for one region.
  ///
  /// @param region its id
  /// @param entries how many tasks, at least 1
  /// @param oldest when the first of them was appended
  record Waiting(String region, long entries, Instant oldest) {}

  /// Appends the messages of one request, all or nothing. When this returns, they are safe (I1). A
  /// task that waits already is not added again, so that repeating this is harmless.
  ///
  /// @param entries in their order; their sequence numbers are ignored
  /// @throws OutboxException of kind FULL if there is no room for them
  void append(List<OutboxEntry> entries);

  /// The first entries of a region, in order.
  List<OutboxEntry> next(String region, int most);

  /// Entries of any region whose deadline is not after a time, the oldest first.
  List<OutboxEntry> overdue(Instant now, int most);

  /// Removes entries that are published or over. Those that are gone already do not matter.
  void remove(Collection<OutboxEntry> entries);

  /// Whether a task of a request waits.
  boolean holds(RequestId request);

  /// Every region that something waits for, by id.
  List<Waiting> waiting();

  /// Claims a region, or claims it for longer: until that time nobody else gets it. Clocks of those
  /// who share the outbox are compared.
  ///
  /// @param region that something was appended for
  /// @param holder a name that nobody else uses
  /// @return whether it is the holder's now
  boolean claim(String region, String holder, Instant now, Instant until);

  /// Gives a region back, if it is the holder's.
  void release(String region, String holder);

  /// Lets go of the place it is kept in. What waits there stays. Idempotent.
  @Override
  void close();
}
