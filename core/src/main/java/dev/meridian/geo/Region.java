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
public record Region(
    String id,
    String title,
    LonLat location,
    @Nullable Area area,
    @Nullable String broker,
    List<String> fallback,
    int maxQueued) {
  /// The queue limit unless `regions.yaml` says otherwise.
  public static final int DEFAULT_MAX_QUEUED = 100_000;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /// Checks the id.
  public Region {
    checkId(id);
    fallback = List.copyOf(fallback);
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
