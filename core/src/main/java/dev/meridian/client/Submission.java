package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.config.Defaults;
import dev.meridian.result.RequestRecord;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client asks for, checked against its type's schema already.
///
/// @param type the name of the task type
/// @param tasks 1 to [RequestRecord#MAX_TASKS]
/// @param options how to do it
/// @param conditions when its tasks may run, and what travels with them
/// @param unique whether there may be one like it at a time; null for as many as you like. Holds
///   for requests that are recorded
/// @param coalesce whether it may share an execution with others that ask for the same; holds for
///   requests of one task that are recorded and start at once
public record Submission(
    String type,
    List<PlannedTask> tasks,
    Options options,
    Conditions conditions,
    @Nullable Unique unique,
    boolean coalesce) {
  /// Copies the list and checks its size.
  public Submission {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty() || tasks.size() > RequestRecord.MAX_TASKS) {
      throw new InvalidValueException("tasks", tasks.size(), "1.." + RequestRecord.MAX_TASKS);
    }
  }

  /// A request of which there may be many.
  public Submission(String type, List<PlannedTask> tasks, Options options, Conditions conditions) {
    this(type, tasks, options, conditions, null, false);
  }

  /// A request without further conditions.
  public Submission(String type, List<PlannedTask> tasks, Options options) {
    this(type, tasks, options, Conditions.NONE);
  }

  /// The same, of which there may be one at a time.
  public Submission with(Unique unique) {
    return new Submission(type, tasks, options, conditions, unique, coalesce);
  }

  /// The same, which may share an execution or not.
  public Submission coalescing(boolean may) {
    return new Submission(type, tasks, options, conditions, unique, may);
  }

  /// Whether it can share an execution as it is.
  boolean canShare() {
    return coalesce
        && tasks.size() == 1
        && conditions.eta() == null
        && conditions.expires() == null
        && !conditions.ignoreResult();
  }

  /// The same with a deadline.
  public Submission withDeadline(Duration deadline) {
    return new Submission(
        type, tasks, options.withDeadline(deadline), conditions, unique, coalesce);
  }

  /// A request of one task.
  public static Submission of(String type, PlannedTask task, Options options) {
    return new Submission(type, List.of(task), options);
  }

  /// When the tasks of a request may run, and what travels with them.
  ///
  /// @param eta not to start before; the broker keeps the task until then. Null for at once
  /// @param expires not to start after; then the task is dismissed. Null for never
  /// @param limits on one attempt, instead of the type's; null for the type's
  /// @param ignoreResult whether no result is to be stored; of a recorded request it is all the
  ///   same
  /// @param headers for handlers, by names that neither Celery nor Meridian use
  public record Conditions(
      @Nullable Instant eta,
      @Nullable Instant expires,
      @Nullable TimeLimits limits,
      boolean ignoreResult,
      Map<String, Object> headers) {
    /// At once, always, with the type's limits and without headers.
    public static final Conditions NONE = new Conditions(null, null, null, false, Map.of());

    /// Copies the headers.
    public Conditions {
      headers = Map.copyOf(headers);
    }

    /// Nothing but the version of the tasks' input.
    public static Conditions of(TaskType<?, ?> type) {
      return NONE.with(type);
    }

    /// The same with the version of the tasks' input; 1 goes without saying.
    Conditions with(TaskType<?, ?> type) {
      int version = type.versions().current();
      if (version == 1) {
        return this;
      }
      Map<String, Object> more = new LinkedHashMap<>(headers);
      more.put(Envelope.VERSION, version);
      return new Conditions(eta, expires, limits, ignoreResult, more);
    }

    /// The same with a key of the tasks, see [Envelope#key].
    ///
    /// @throws InvalidValueException if it cannot be one
    public Conditions withKey(String key) {
      Map<String, Object> more = new LinkedHashMap<>(headers);
      more.put(Envelope.KEY, Envelope.checkKey(key));
      return new Conditions(eta, expires, limits, ignoreResult, more);
    }

    /// The key of the tasks; null if they have none.
    public @Nullable String key() {
      return headers.get(Envelope.KEY) instanceof String key ? key : null;
    }

    /// How long after `now` the tasks may start; never negative.
    Duration delay(Instant now) {
      return eta == null || !eta.isAfter(now) ? Duration.ZERO : Duration.between(now, eta);
    }
  }

  /// How a request is to be done.
  ///
  /// @param policy what the router may do
  /// @param priority which queue of the region
  /// @param deadline after which unfinished tasks fail, counted from submission
  /// @param resultTtl how long results are kept
  /// @param tombstoneTtl how long after that one can learn that the request existed
  /// @param minSuccess how many tasks must succeed; more than there are counts as all
  public record Options(
      RoutePolicy policy,
      Priority priority,
      Duration deadline,
      Duration resultTtl,
      Duration tombstoneTtl,
      int minSuccess) {
    private static final Duration LONGEST = Duration.ofDays(30);

    /// Prefer the located region, normal priority, 10 minutes to finish, results for an hour,
    /// tombstones for a day, one success is enough.
    public static final Options STANDARD =
        new Options(
            RoutePolicy.PREFER,
            Priority.NORMAL,
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofDays(1),
            1);

    /// What the regions file says of all requests, and for the rest the standard.
    public static Options of(Defaults defaults) {
      return new Options(
          defaults.policy(),
          STANDARD.priority,
          defaults.deadline(),
          defaults.resultTtl(),
          defaults.tombstoneTtl(),
          STANDARD.minSuccess);
    }

    /// Checks that the times are positive and at most 30 days.
    public Options {
      check("deadline", deadline);
      check("resultTtl", resultTtl);
      check("tombstoneTtl", tombstoneTtl);
    }

    private static void check(String name, Duration value) {
      if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
        throw new InvalidValueException(name, value, "more than 0 and at most 30 days");
      }
    }

    /// The same with another deadline.
    public Options withDeadline(Duration deadline) {
      return new Options(policy, priority, deadline, resultTtl, tombstoneTtl, minSuccess);
    }
  }
}
