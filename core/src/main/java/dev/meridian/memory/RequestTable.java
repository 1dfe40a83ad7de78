package dev.meridian.memory;

import dev.meridian.result.StoreException;
import dev.meridian.result.StoreException.Kind;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All requests. Those under way are never dropped before their time, as somebody was told that
/// they are safe (I1); of those that are over, the oldest go when there are too many. Not
/// thread-safe.
final class RequestTable {
  private final InstantSource clock;
  private final ExpiringMap<RequestId, RequestState> underWay;
  private final ExpiringMap<RequestId, RequestState> over;

  /// A table of requests with at most `maxTasks` tasks under way, and as many that are over.
  RequestTable(InstantSource clock, int maxTasks) {
    this.clock = clock;
    this.underWay = new ExpiringMap<>(clock, maxTasks, RequestState::tasks);
    this.over = new ExpiringMap<>(clock, maxTasks, RequestState::tasks);
  }

  @Nullable RequestState get(RequestId id) {
    RequestState request = underWay.get(id);
    return request == null ? over.get(id) : request;
  }

  /// When the request goes with everything of it, unless it ends before; null if it is not under
  /// way.
  @Nullable Instant end(RequestId id) {
    return underWay.expiry(id);
  }

  void add(RequestState request) {
    RequestId id = request.request().id();
    if (get(id) != null) {
      throw new StoreException(Kind.CONFLICT, "request " + id + " is recorded already", null);
    }
    if (!underWay.hasRoomFor(request)) {
      throw new StoreException(Kind.REFUSED, "too many tasks are under way", null);
    }
    Instant now = clock.instant();
    Instant deadline = request.request().deadline();
    underWay.put(id, request, (deadline.isAfter(now) ? deadline : now).plus(kept(request)));
  }

  /// Moves a request that is finished now.
  void finish(RequestState request) {
    RequestId id = request.request().id();
    underWay.remove(id);
    Instant expires = Objects.requireNonNull(request.expires(), "expires");
    over.put(id, request, expires.plus(request.request().tombstoneTtl()));
  }

  void remove(RequestId id) {
    underWay.remove(id);
    over.remove(id);
  }

  Stream<RequestState> all() {
    return Stream.of(underWay.values(), over.values()).flatMap(List::stream);
  }

  private static Duration kept(RequestState request) {
    return request.request().resultTtl().plus(request.request().tombstoneTtl());
  }
}
