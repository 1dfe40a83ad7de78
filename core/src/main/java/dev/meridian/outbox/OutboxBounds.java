package dev.meridian.outbox;

import dev.meridian.InvalidValueException;

/// How much may wait in an outbox (I5), whoever appended it.
///
/// @param entries the most tasks, 0 to 1,000,000; 0 for no outbox
/// @param bytes the most bytes of all together, see [OutboxEntry#bytes]
public record OutboxBounds(int entries, long bytes) {
  /// 10,000 tasks and 64 MiB.
  public static final OutboxBounds STANDARD = new OutboxBounds(10_000, 64L << 20);

  private static final int MOST = 1_000_000;

  /// Checks the ranges.
  public OutboxBounds {
    if (entries < 0 || entries > MOST) {
      throw new InvalidValueException("outbox", entries, "0 to 1,000,000 tasks");
    }
    if (bytes < 0) {
      throw new InvalidValueException("outbox bytes", bytes, "0 or more");
    }
  }

  /// The same for so many tasks.
  public OutboxBounds withEntries(int entries) {
    return new OutboxBounds(entries, bytes);
  }

  /// Refuses what would be too much.
  ///
  /// @throws OutboxException of kind FULL
  public void check(long entries, long bytes) {
    if (entries > this.entries) {
      throw full("outbox", entries, this.entries + " tasks");
    }
    if (bytes > this.bytes) {
      throw full("outbox bytes", bytes, Long.toString(this.bytes));
    }
  }

  private static OutboxException full(String what, long much, String most) {
    String message = new InvalidValueException(what, much, "at most " + most).getMessage();
    return new OutboxException(OutboxException.Kind.FULL, String.valueOf(message), null);
  }
}
