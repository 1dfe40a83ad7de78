package dev.meridian.gateway.stream;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.Position;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes crossings into a store as workers do. Thread-safe.
public final class Writing {
  private final Tracking tracking;
  private final Bounds bounds;
  private final AtomicInteger count = new AtomicInteger();

  public Writing(Tracking tracking) {
    this(tracking, Bounds.STANDARD.crossings());
  }

  /// One that keeps so many crossings of each region only.
  public Writing(Tracking tracking, int kept) {
    this.tracking = tracking;
    this.bounds = new Bounds(0, Duration.ofDays(1), kept);
  }

  /// An enter at a point; the id says the number.
  public static Crossed enter(
      String region, int number, String object, String fence, LonLat at, String... groups) {
    return new Crossed(
        object + "/" + fence + "/enter/" + number,
        region,
        object,
        Crossed.Kind.ENTER,
        fence,
        List.of(groups),
        "moved",
        at,
        Instant.EPOCH,
        Instant.EPOCH,
        false,
        Json.object().put("visit", number));
  }

  /// Writes one of region, object and fence.
  public Crossed write(String region, String object, String fence) {
    return write(enter(region, count.get(), object, fence, new LonLat(8, 50)));
  }

  /// Writes a crossing.
  public Crossed write(Crossed crossed) {
    String writer = "writer-" + count.incrementAndGet();
    Position last =
        new Position(
            writer, Instant.EPOCH, crossed.at(), 0, 0, Position.Motion.UNKNOWN, Json.object());
    Step step =
        new Step(writer, 0, "{}", last, null, List.of(), Set.of(), Set.of(), List.of(crossed));
    ObjectStore.Outcome outcome =
        tracking.objects().commit(crossed.region(), List.of(step), bounds).getFirst();
    if (!(outcome instanceof ObjectStore.Outcome.Done)) {
      throw new AssertionError(outcome);
    }
    return crossed;
  }
}
