package dev.meridian.route;

import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How all regions are at the moment of one decision, so that the decision and its reason see the
/// same.
final class Survey {
  private final Map<String, RegionHealth> health = new HashMap<>();
  private final Set<String> exclude;

  Survey(RegionMap map, RegionHealthSource source, Set<String> exclude) {
    map.regions().forEach(region -> health.put(region.id(), source.health(region)));
    this.exclude = exclude;
  }

  long queued(Region region) {
    return of(region).queued();
  }

  /// Whether its broker can be published to.
  boolean isReachable(Region region) {
    return of(region).brokerUp();
  }

  /// Whether its broker takes a task that somebody will work on.
  boolean works(Region region) {
    return refusal(region).isEmpty();
  }

  /// Whether its broker takes a task, be there workers or not.
  boolean holds(Region region) {
    return of(region).brokerUp()
        && queued(region) < region.maxQueued()
        && !exclude.contains(region.id());
  }

  /// Why a task would not be worked on there; empty if it would.
  Optional<NoRouteException.Refusal> refusal(Region region) {
    return reason(region).map(reason -> new NoRouteException.Refusal(region.id(), reason));
  }

  List<NoRouteException.Refusal> refusals(List<Region> regions) {
    return regions.stream().map(this::refusal).flatMap(Optional::stream).toList();
  }

  private Optional<String> reason(Region region) {
    if (exclude.contains(region.id())) {
      return Optional.of("is excluded");
    }
    if (!of(region).brokerUp()) {
      return Optional.of("broker down");
    }
    if (queued(region) >= region.maxQueued()) {
      return Optional.of("queue full");
    }
    return of(region).workers() > 0 ? Optional.empty() : Optional.of("has no workers");
  }

  private RegionHealth of(Region region) {
    RegionHealth known = health.get(region.id());
    if (known == null) {
      throw new IllegalArgumentException(region + " is not on the map surveyed");
    }
    return known;
  }
}
