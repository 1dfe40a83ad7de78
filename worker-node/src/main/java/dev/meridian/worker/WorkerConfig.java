package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.letter.LetterBounds;
import java.time.Duration;
import java.util.List;

/// How a worker works. Immutable.
///
/// @param name unique among all workers, for example `fra@host-4711`
/// @param version of Meridian, for people
/// @param regions whose queues it consumes, at least one
/// @param scale how many attempts run at a time
/// @param bounds what is refused, and how long is waited
/// @param letters how much is kept of tasks that failed for good
public record WorkerConfig(
    String name,
    String version,
    List<String> regions,
    Scale scale,
    Bounds bounds,
    LetterBounds letters) {
  /// Checks that there is a region.
  public WorkerConfig {
    regions = List.copyOf(regions);
    if (regions.isEmpty()) {
      throw new InvalidValueException("regions", "[]", "at least one region");
    }
  }

  /// A worker that keeps as many dead letters as is standard.
  public WorkerConfig(
      String name, String version, List<String> regions, Scale scale, Bounds bounds) {
    this(name, version, regions, scale, bounds, LetterBounds.STANDARD);
  }

  /// The same with other bounds of dead letters.
  public WorkerConfig with(LetterBounds letters) {
    return new WorkerConfig(name, version, regions, scale, bounds, letters);
  }

  /// A worker with standard bounds.
  public static WorkerConfig of(String name, List<String> regions, Scale scale) {
    return new WorkerConfig(name, "dev", regions, scale, Bounds.STANDARD);
  }

  /// How many attempts run at a time in each region.
  ///
  /// @param min attempts when there is little to do, 1 to 2,000
  /// @param max attempts when slots are short; equal to `min` for a fixed number
  public record Scale(int min, int max) {
    /// The most attempts at a time in one region: RabbitMQ's bound on the prefetch of a quorum
    /// queue.
    public static final int MOST = 2_000;

    /// Checks the order.
    public Scale {
      if (min < 1 || max < min || max > MOST) {
        throw new InvalidValueException(
            "concurrency", min + ".." + max, "1 <= min <= max <= " + MOST);
      }
    }

    /// A fixed number.
    public static Scale fixed(int concurrency) {
      return new Scale(concurrency, concurrency);
    }
  }

  /// What is refused, and how long is waited.
  ///
  /// @param maxDeliveries how often a task may be delivered without being settled before it becomes
  ///   a dead letter
  /// @param maxResultBytes the largest answer, as JSON
  /// @param storeWait how long a finished task is held while the store is down, before it is handed
  ///   back
  /// @param drainWait how long a stopping worker lets its attempts go on
  /// @param foreignResultTtl how long the result of a task that names no such time is kept
  ///   (Celery's default)
  /// @param heartbeat how often the worker says that it is alive; it counts as dead after five
  ///   times that
  /// @param permitWait how long a task waits for a permit here, before it is handed back; less than
  ///   the 30 minutes after which RabbitMQ takes a delivery away
  public record Bounds(
      int maxDeliveries,
      int maxResultBytes,
      Duration storeWait,
      Duration drainWait,
      Duration foreignResultTtl,
      Duration heartbeat,
      Duration permitWait) {
    private static final Duration LONGEST_PERMIT_WAIT = Duration.ofMinutes(10);

    /// 5 deliveries, 4 MiB, 10 minutes for the store, 30 s to drain, results for a day, a heartbeat
    /// every 2 s, 30 s for a permit.
    public static final Bounds STANDARD =
        new Bounds(
            5,
            4 << 20,
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofDays(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30));

    /// Checks the ranges.
    public Bounds {
      if (maxDeliveries < 1) {
        throw new InvalidValueException("maxDeliveries", maxDeliveries, "at least 1");
      }
      if (maxResultBytes < 1) {
        throw new InvalidValueException("maxResultBytes", maxResultBytes, "at least 1");
      }
      if (!permitWait.isPositive() || permitWait.compareTo(LONGEST_PERMIT_WAIT) > 0) {
        throw new InvalidValueException(
            "permitWait", permitWait, "more than 0, at most " + LONGEST_PERMIT_WAIT);
      }
    }

    /// The standard wait for a permit.
    public Bounds(
        int maxDeliveries,
        int maxResultBytes,
        Duration storeWait,
        Duration drainWait,
        Duration foreignResultTtl,
        Duration heartbeat) {
      this(
          maxDeliveries,
          maxResultBytes,
          storeWait,
          drainWait,
          foreignResultTtl,
          heartbeat,
          Duration.ofSeconds(30));
    }
  }
}
