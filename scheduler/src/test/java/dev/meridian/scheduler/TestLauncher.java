package dev.meridian.scheduler;

import dev.meridian.schedule.RunLauncher;
import dev.meridian.schedule.Schedule;
import dev.meridian.task.RequestId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Makes requests by noting their ids, each once as the real one does, or fails as it is told.
final class TestLauncher implements RunLauncher {
  /// What to fail with.
  volatile @Nullable RuntimeException failure;

  /// Whether requests are over.
  volatile boolean over = true;

  private final Set<RequestId> requests = ConcurrentHashMap.newKeySet();
  private final List<RequestId> attempts = new CopyOnWriteArrayList<>();

  @Override
  public RequestId launch(Schedule.Request request, IntFunction<RequestId> ids) {
    RequestId id = ids.apply(1);
    attempts.add(id);
    RuntimeException now = failure;
    if (now != null) {
      throw now;
    }
    requests.add(id);
    return id;
  }

  @Override
  public boolean isOver(RequestId request) {
    return over;
  }

  /// How many different requests there are.
  int made() {
    return requests.size();
  }

  /// How often one was tried to make.
  int attempts() {
    return attempts.size();
  }

  /// How many different ones were tried.
  long tried() {
    return attempts.stream().distinct().count();
  }

  boolean isKnown(@Nullable RequestId id) {
    return id != null && requests.contains(id);
  }
}
