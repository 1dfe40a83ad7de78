package dev.meridian.geo;

import dev.meridian.InvalidValueException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A named place where workers run. Immutable.
///
/// @param id for example `fra`; lower case, used in queue names
/// @param title for people
/// @param location of its workers; nearest is measured from here
/// @param area it answers for, null if none
/// @param broker URL of its broker, null for the default one; may hold a secret, never print it
/// @param fallback ids of the regions to try next, in order
/// @param maxQueued the most tasks that may wait in its queues together
/// @param lanes how many queues it has for tasks with a key, 0 to [#MOST_LANES]; 0 for none
public record Region(
    String id,
    String title,
    LonLat location,
    @Nullable Area area,
    @Nullable String broker,
    List<String> fallback,
    int maxQueued,
    int lanes) {
  /// The queue limit unless `regions.yaml` says otherwise.
  public static final int DEFAULT_MAX_QUEUED = 100_000;

  /// The lanes of a region unless `regions.yaml` says otherwise.
  public static final int DEFAULT_LANES = 16;

  /// The most lanes of a region.
  public static final int MOST_LANES = 64;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /// Checks the id.
  public Region {
    checkId(id);
    fallback = List.copyOf(fallback);
    if (lanes < 0 || lanes > MOST_LANES) {
      throw new InvalidValueException("lanes", lanes, "0.." + MOST_LANES);
    }
  }

  /// A region with the usual number of lanes.
  public Region(
      String id,
      String title,
      LonLat location,
      @Nullable Area area,
      @Nullable String broker,
      List<String> fallback,
      int maxQueued) {
    this(id, title, location, area, broker, fallback, maxQueued, DEFAULT_LANES);
  }

  /// A region with no area, the default broker and no fallbacks.
  public static Region at(String id, double lon, double lat) {
    return new Region(id, id, new LonLat(lon, lat), null, null, List.of(), DEFAULT_MAX_QUEUED);
  }

  /// Returns `id` if it can name a region.
  public static String checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new InvalidValueException("region id", id, "a match of " + ID.pattern());
    }
    return id;
  }

  /// The area it answers for.
  public Optional<Area> areaIfAny() {
    return Optional.ofNullable(area);
  }

  @Override
  public String toString() {
    return id;
  }
}
