package dev.meridian.schedule;

import dev.meridian.task.RequestId;
import java.util.function.IntFunction;

/// Makes the requests of runs. Thread-safe; blocks.
public interface RunLauncher {
  /// Makes a request, once, however often it is called with the same ids; see
  /// [dev.meridian.client.TaskClient#acceptOnce].
  ///
  /// @return the id of the request
  /// @throws dev.meridian.client.UnavailableException if it could not be made now, and nothing is
  ///   left behind
  /// @throws dev.meridian.MeridianException if it can never be made, for example because the task
  ///   type is gone
  RequestId launch(Schedule.Request request, IntFunction<RequestId> ids);

  /// Whether a request is over, or unknown by now.
  ///
  /// @throws dev.meridian.MeridianException if that cannot be found out now
  boolean isOver(RequestId request);
}
