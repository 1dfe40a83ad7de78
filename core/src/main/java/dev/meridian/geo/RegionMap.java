package dev.meridian.geo;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The regions and sources of one configuration, and who is near or answers for a place. Immutable,
/// thread-safe.
public final class RegionMap {
  private final Map<String, Region> regions;
  private final Map<String, Source> sources;
  private final List<Site> sites;
  private final List<Territory> territories;
  private final String version;

  private RegionMap(Map<String, Region> regions, Map<String, Source> sources) {
    this.regions = regions;
    this.sources = sources;
    this.sites = regions.values().stream().map(Site::of).toList();
    this.territories = Territory.smallestFirst(regions.values());
    this.version = MapVersion.of(regions.values(), sources.values());
  }

  private record Site(Region region, UnitVector place) {
    static Site of(Region region) {
      return new Site(region, UnitVector.of(region.location()));
    }
  }

  private record Ranked(Region region, double chord) {
    static final Comparator<Ranked> ORDER =
        Comparator.comparingDouble(Ranked::chord).thenComparing(ranked -> ranked.region().id());
  }

  private record Territory(Region region, Area area, Shape shape, double squareMetres) {
    static List<Territory> smallestFirst(Iterable<Region> regions) {
      var territories = new ArrayList<Territory>();
      for (Region region : regions) {
        region.areaIfAny().map(area -> of(region, area)).ifPresent(territories::add);
      }
      territories.sort(
          Comparator.comparingDouble(Territory::squareMetres).thenComparing(t -> t.region().id()));
      return List.copyOf(territories);
    }

    private static Territory of(Region region, Area area) {
      Shape shape = Shape.of(area);
      return new Territory(region, area, shape, shape.squareMetres());
    }
  }

  /// The map of these regions and sources.
  ///
  /// @throws InvalidValueException if there is no region, an id is used twice, or a fallback or
  ///   home names no region. Fallbacks may form a circle.
  public static RegionMap of(List<Region> regions, List<Source> sources) {
    if (regions.isEmpty()) {
      throw new InvalidValueException("regions", "none", "at least one region");
    }
    Map<String, Region> byId = unique("region id", regions, Region::id);
    for (Region region : regions) {
      region.fallback().forEach(id -> requireKnown("fallback of " + region.id(), id, byId));
    }
    for (Source source : sources) {
      source.homeIfFixed().ifPresent(id -> requireKnown("home of " + source.id(), id, byId));
    }
    return new RegionMap(byId, unique("source id", sources, Source::id));
  }

  /// A short hash of the content, the same for the same content in any order. Secrets (user and
  /// password of a broker, values of headers) are not part of it.
  public String version() {
    return version;
  }

  /// The regions, in the order they were given.
  public List<Region> regions() {
    return List.copyOf(regions.values());
  }

  /// The sources, in the order they were given.
  public List<Source> sources() {
    return List.copyOf(sources.values());
  }

  /// The region of this id.
  public Optional<Region> region(String id) {
    return Optional.ofNullable(regions.get(id));
  }

  /// The source of this id.
  public Optional<Source> source(String id) {
    return Optional.ofNullable(sources.get(id));
  }

  /// The region of this id.
  ///
  /// @throws InvalidValueException that lists the known ids, near ones by name
  public Region requireRegion(String id) {
    return requireKnown("region", id, regions);
  }

  /// The source of this id.
  ///
  /// @throws InvalidValueException that lists the known ids, near ones by name
  public Source requireSource(String id) {
    return requireKnown("source", id, sources);
  }

  /// All regions by great-circle distance from the point, nearest first, by id among equals.
  public List<Region> nearest(LonLat point) {
    UnitVector here = UnitVector.of(point);
    return sites.stream()
        .map(site -> new Ranked(site.region(), site.place().chordSquared(here)))
        .sorted(Ranked.ORDER)
        .map(Ranked::region)
        .toList();
  }

  /// The region that answers for a point: the first of [#covering(LonLat)], else of [#nearest].
  /// Made for many points a second.
  public Region answering(LonLat point) {
    for (Territory territory : territories) {
      if (territory.area().contains(point)) {
        return territory.region();
      }
    }
    UnitVector here = UnitVector.of(point);
    Ranked nearest = new Ranked(sites.getFirst().region(), Double.POSITIVE_INFINITY);
    for (Site site : sites) {
      Ranked ranked = new Ranked(site.region(), site.place().chordSquared(here));
      if (Ranked.ORDER.compare(ranked, nearest) < 0) {
        nearest = ranked;
      }
    }
    return nearest.region();
  }

  /// The great-circle distance of a region's location from the point, in metres.
  public double distance(Region region, LonLat point) {
    return GreatCircle.distance(region.location(), point);
  }

  /// The regions whose area contains the point, the smallest area first, by id among equals.
  public List<Region> covering(LonLat point) {
    return territories.stream()
        .filter(territory -> territory.area().contains(point))
        .map(Territory::region)
        .toList();
  }

  /// The regions whose area shares a point with this one, the smallest area first, by id among
  /// equals.
  public List<Region> covering(Area area) {
    Shape shape = Shape.of(area);
    return territories.stream()
        .filter(territory -> territory.shape().intersects(shape))
        .map(Territory::region)
        .toList();
  }

  @Override
  public String toString() {
    return "RegionMap[%s, regions=%s, sources=%s]"
        .formatted(version, regions.keySet(), sources.keySet());
  }

  private static <T> Map<String, T> unique(String name, List<T> items, Function<T, String> id) {
    var byId = new LinkedHashMap<String, T>();
    for (T item : items) {
      if (byId.put(id.apply(item), item) != null) {
        throw new InvalidValueException(name, id.apply(item), "an id used once");
      }
    }
    return Collections.unmodifiableMap(byId);
  }

  private static <T> T requireKnown(String name, String id, Map<String, T> known) {
    T found = known.get(id);
    if (found == null) {
      Set<String> ids = known.keySet();
      throw new InvalidValueException(name, id, NearNames.expectation(id, ids));
    }
    return found;
  }
}
