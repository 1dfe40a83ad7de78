package dev.meridian.route;

import dev.meridian.geo.Area;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.geo.Source;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A target located on a map.
sealed interface Place {
  /// Around a region.
  ///
  /// @param region where the task belongs
  /// @param origin from which other regions' distances are measured
  /// @param why the region was chosen, in words that name it
  record Around(Region region, LonLat origin, String why) implements Place {}

  /// Nowhere in particular.
  record Nowhere() implements Place {}

  static Place of(Target target, RegionMap map) {
    return switch (target) {
      case Target.ToRegion(String id) -> at(map.requireRegion(id), "is asked for by name");
      case Target.ToSource(String id) -> of(map.requireSource(id), map);
      case Target.Near(LonLat point) ->
          first(map.covering(point), point, "covers the point")
              .orElseGet(() -> nearest(point, map, "the point"));
      case Target.In(Area area) -> in(area, map);
      case Target.Anywhere() -> new Nowhere();
    };
  }

  /// A distance in words: `412 km`.
  static String kilometres(double metres) {
    return String.format(Locale.ROOT, "%,d km", Math.round(metres / 1000));
  }

  private static Place of(Source source, RegionMap map) {
    String name = "source " + source.id();
    String home = source.home();
    if (home != null) {
      return at(map.requireRegion(home), "is home of " + name);
    }
    LonLat location = source.location();
    return location == null ? new Nowhere() : nearest(location, map, name);
  }

  private static Place in(Area area, RegionMap map) {
    LonLat centre = area.centre();
    return first(map.covering(centre), centre, "covers the centre of the area")
        .or(() -> first(map.covering(area), centre, "covers part of the area"))
        .orElseGet(() -> nearest(centre, map, "the centre of the area"));
  }

  private static Around at(Region region, String why) {
    return new Around(region, region.location(), region.id() + " " + why);
  }

  private static Optional<Around> first(List<Region> regions, LonLat origin, String why) {
    return regions.stream().findFirst().map(r -> new Around(r, origin, r.id() + " " + why));
  }

  private static Around nearest(LonLat origin, RegionMap map, String what) {
    Region region = map.nearest(origin).getFirst();
    String distance = kilometres(map.distance(region, origin));
    return new Around(region, origin, region.id() + " is nearest to " + what + ", " + distance);
  }
}
