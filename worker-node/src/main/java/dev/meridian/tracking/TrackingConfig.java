package dev.meridian.tracking;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Gazetteer;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// How a worker evaluates positions. Immutable, but for the classes.
///
/// @param name of the worker, unique among all
/// @param regions whose positions it evaluates, at least one
/// @param classes of objects; asked each time, so that they may change
/// @param places that crossings are told near of
/// @param kept the bounds of what is kept of each object
/// @param cached of how many objects the state is remembered, so that it need not be loaded
/// @param retention how long after it was lost an object is forgotten
public record TrackingConfig(
    String name,
    List<String> regions,
    Supplier<ObjectClasses> classes,
    Gazetteer places,
    ObjectStore.Bounds kept,
    int cached,
    Duration retention) {
  private static final int CACHED = 200_000;
  private static final Duration RETENTION = Duration.ofDays(7);

  /// Checks the ranges.
  public TrackingConfig {
    regions = List.copyOf(regions);
    if (regions.isEmpty()) {
      throw new InvalidValueException("regions", "[]", "at least one region");
    }
    if (cached < 1) {
      throw new InvalidValueException("cached", cached, "at least 1");
    }
    if (retention.isNegative()) {
      throw new InvalidValueException("retention", retention, "zero or more");
    }
  }

  /// Objects that are all alike, no places, the standard bounds, the states of 200,000 objects, 7
  /// days.
  public static TrackingConfig of(String name, List<String> regions) {
    return new TrackingConfig(
        name,
        regions,
        () -> ObjectClasses.NONE,
        Gazetteer.EMPTY,
        ObjectStore.Bounds.STANDARD,
        CACHED,
        RETENTION);
  }

  /// The same for objects of these classes, near these places.
  public TrackingConfig with(Supplier<ObjectClasses> others, Gazetteer known) {
    return new TrackingConfig(name, regions, others, known, kept, cached, retention);
  }
}
