package dev.meridian.route;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides which region's queue a task goes to: locates the target on the map, then applies the
/// policy. Thread-safe; never blocks beyond what its health source does.
///
/// A region takes a task if its broker is up, its queue is below its limit and it has workers. If
/// no region that the policy permits does, the task goes where it can wait for workers: to the
/// located region, else the next one by the policy's order. A target that names no place is routed
/// by [RoutePolicy#ANY].
public final class Router {
  private static final Comparator<Region> BY_ID = Comparator.comparing(Region::id);

  private final Supplier<RegionMap> map;
  private final RegionHealthSource health;
  private final LaneSource lanes;

  /// A router over the map that `map` supplies at each decision, without lanes.
  public Router(Supplier<RegionMap> map, RegionHealthSource health) {
    this(map, health, LaneSource.NONE);
  }

  /// A router over the map that `map` supplies at each decision.
  public Router(Supplier<RegionMap> map, RegionHealthSource health, LaneSource lanes) {
    this.map = map;
    this.health = health;
    this.lanes = lanes;
  }

  /// The route of a task.
  ///
  /// @param exclude ids of regions not to be used, for example those that just refused
  /// @throws InvalidValueException if the target names an unknown region or source
  /// @throws NoRouteException if no permitted region can even hold the task
  public Route route(Target target, RoutePolicy policy, Priority priority, Set<String> exclude) {
    RegionMap now = map.get();
    var decision =
        new Decision(now, Place.of(target, now), policy, new Survey(now, health, exclude));
    Choice choice = decision.choose();
    String region = choice.region().id();
    return new Route(
        region, QueueName.of(region, priority), policy, now.version(), choice.reason());
  }

  /// Where a task can wait outside of all brokers, as none takes it.
  ///
  /// @return the located region, else the first by the policy's order; empty if the broker of any
  ///   permitted region is up, so that there is another reason why [#route] found none
  /// @throws InvalidValueException if the target names an unknown region or source
  public Optional<Route> hold(Target target, RoutePolicy policy, Priority priority) {
    RegionMap now = map.get();
    Survey survey = new Survey(now, health, Set.of());
    return new Decision(now, Place.of(target, now), policy, survey)
        .unreachable()
        .map(choice -> {
          String region = choice.region().id();
          QueueName queue = QueueName.of(region, priority);
          return new Route(region, queue, policy, now.version(), choice.reason())
              .held(region + " unreachable");
        });
  }

  /// The same routes, of tasks of one type and key, to the lanes of their regions. Only tasks of
  /// normal priority take lanes. Blocks while it is asked which.
  ///
  /// @param key of the tasks; null if they have none
  public List<Route> onLanes(List<Route> routes, String type, @Nullable String key) {
    Map<String, Long> shares =
        routes.stream()
            .filter(route -> route.queue().equals(QueueName.of(route.region(), Priority.NORMAL)))
            .collect(Collectors.groupingBy(Route::region, Collectors.counting()));
    Map<String, QueueName> found = new HashMap<>();
    shares.forEach((region, tasks) ->
        map.get()
            .region(region)
            .flatMap(known -> lanes.lane(known, type, key, Math.toIntExact(tasks)))
            .ifPresent(lane -> found.put(region, lane)));
    return routes.stream()
        .map(route -> route.on(found.getOrDefault(route.region(), route.queue())))
        .toList();
  }

  private record Choice(Region region, String reason) {}

  private record Decision(RegionMap map, Place place, RoutePolicy policy, Survey survey) {
    Choice choose() {
      List<Region> order = order();
      Optional<Region> working = order.stream().filter(survey::works).findFirst();
      if (working.isPresent()) {
        return new Choice(working.get(), whyWorking(working.get(), order));
      }
      return locatedFirst(order).stream()
          .filter(survey::holds)
          .findFirst()
          .map(region -> new Choice(region, whyWaiting(region)))
          .orElseThrow(() -> new NoRouteException(policy, survey.refusals(order)));
    }

    /// Where to wait for a broker; empty if one that is permitted is up.
    Optional<Choice> unreachable() {
      List<Region> order = locatedFirst(order());
      return order.stream().anyMatch(survey::isReachable)
          ? Optional.empty()
          : order.stream().findFirst().map(region -> new Choice(region, whyThere(region)));
    }

    private String whyThere(Region region) {
      return place instanceof Place.Around around && region.equals(around.region())
          ? around.why()
          : "no broker is up";
    }

    /// The permitted regions, the best first.
    private List<Region> order() {
      return switch (place) {
        case Place.Nowhere() -> byQueue(map.regions().stream().sorted(BY_ID).toList());
        case Place.Around around ->
            switch (policy) {
              case PIN -> List.of(around.region());
              case PREFER -> preferred(around);
              case NEAREST -> map.nearest(around.origin());
              case ANY -> byQueue(map.nearest(around.origin()));
            };
      };
    }

    private List<Region> preferred(Place.Around around) {
      var order = new LinkedHashSet<Region>();
      order.add(around.region());
      around.region().fallback().forEach(id -> order.add(map.requireRegion(id)));
      order.addAll(map.nearest(around.origin()));
      return List.copyOf(order);
    }

    /// The same regions by queue length; the order given decides among equals.
    private List<Region> byQueue(List<Region> regions) {
      return regions.stream().sorted(Comparator.comparingLong(survey::queued)).toList();
    }

    private List<Region> locatedFirst(List<Region> order) {
      var located = new LinkedHashSet<Region>();
      if (place instanceof Place.Around around) {
        located.add(around.region());
      }
      located.addAll(order);
      return List.copyOf(located);
    }

    private String whyWorking(Region region, List<Region> order) {
      return switch (place) {
        case Place.Nowhere() -> shortestQueue(region);
        case Place.Around around ->
            switch (policy) {
              case ANY -> shortestQueue(region);
              case NEAREST -> "nearest of " + working() + ": " + withDistance(region, around);
              case PIN, PREFER -> whyPreferred(region, around, order);
            };
      };
    }

    private String whyPreferred(Region region, Place.Around around, List<Region> order) {
      if (region.equals(around.region())) {
        return around.why();
      }
      String refusals =
          survey.refusals(order.subList(0, order.indexOf(region))).stream()
              .map(NoRouteException.Refusal::toString)
              .collect(Collectors.joining(", "));
      return around.region().fallback().contains(region.id())
          ? refusals + "; fallback " + region.id()
          : refusals + "; nearest healthy: " + withDistance(region, around);
    }

    private String whyWaiting(Region region) {
      if (place instanceof Place.Around around && region.equals(around.region())) {
        return around.why() + "; no workers take it now, it waits there";
      }
      return "no region with workers takes it; waits in " + region.id();
    }

    private String shortestQueue(Region region) {
      return String.format(
          Locale.ROOT,
          "shortest queue of %s: %s, %,d waiting",
          working(),
          region.id(),
          survey.queued(region));
    }

    private String withDistance(Region region, Place.Around around) {
      return region.id() + ", " + Place.kilometres(map.distance(region, around.origin()));
    }

    private String working() {
      return map.regions().stream().filter(survey::works).count() + " healthy";
    }
  }
}
