package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.result.RequestRecord;
import dev.meridian.route.Priority;
import dev.meridian.route.RoutePolicy;
import java.time.Duration;
import java.util.List;

/// What a client asks for, checked against its type's schema already.
///
/// @param type the name of the task type
/// @param tasks 1 to [RequestRecord#MAX_TASKS]
/// @param options how to do it
public record Submission(String type, List<PlannedTask> tasks, Options options) {
  /// Copies the list and checks its size.
  public Submission {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty() || tasks.size() > RequestRecord.MAX_TASKS) {
      throw new InvalidValueException("tasks", tasks.size(), "1.." + RequestRecord.MAX_TASKS);
    }
  }

  /// A request of one task.
  public static Submission of(String type, PlannedTask task, Options options) {
    return new Submission(type, List.of(task), options);
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
