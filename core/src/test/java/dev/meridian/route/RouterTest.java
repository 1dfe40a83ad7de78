package dev.meridian.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.geo.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static final RegionHealth WELL = new RegionHealth(true, 2, 10);
  private static final RegionHealth IDLE = new RegionHealth(true, 0, 0);
  private static final RegionHealth DOWN = new RegionHealth(false, 2, 0);
  private static final RegionHealth FULL = new RegionHealth(true, 2, 100);
  private static final Target NAMED = new Target.ToRegion("fra");
  private static final Target QUAKES = new Target.ToSource("usgs-quakes");
  private static final Target DUBLIN = new Target.Near(new LonLat(-6.26, 53.35));

  private static final RegionMap MAP =
      RegionMap.of(
          List.of(
              region("fra", 8.68, 50.11, new Box(0, 34, 45, 72), List.of("sin", "iad")),
              region("iad", -77.49, 39.04, new Box(-170, -56, -30, 72), List.of()),
              region("sin", 103.82, 1.35, new Box(60, -50, 180, 55), List.of())),
          List.of(
              source("usgs-quakes", "iad", null),
              source("gdacs", null, new LonLat(8, 45)),
              source("anywhere", null, null)));

  private final Map<String, RegionHealth> health =
      new HashMap<>(Map.of("fra", WELL, "iad", WELL, "sin", WELL));
  private final Router router =
      new Router(() -> MAP, region -> Objects.requireNonNull(health.get(region.id())));

  private static Region region(String id, double lon, double lat, Box area, List<String> next) {
    return new Region(id, id, new LonLat(lon, lat), area, null, next, 100);
  }

  private static Source source(String id, @Nullable String home, @Nullable LonLat location) {
    return new Source(
        id,
        id,
        "https://example.org/",
        Map.of(),
        home,
        location,
        null,
        Map.of(),
        Source.Politeness.STANDARD,
        Source.Access.STANDARD);
  }

  private Route route(Target target, RoutePolicy policy, String... exclude) {
    return router.route(target, policy, Priority.NORMAL, Set.of(exclude));
  }

  private void assertRoute(Target target, RoutePolicy policy, String region, String reason) {
    Route route = route(target, policy);
    assertThat(route.region()).isEqualTo(region);
    assertThat(route.reason()).isEqualTo(reason);
  }

  @Test
  void routeCarriesQueuePolicyAndMapVersion() {
    Route route = router.route(NAMED, RoutePolicy.PIN, Priority.HIGH, Set.of());
    assertThat(route)
        .isEqualTo(
            new Route(
                "fra",
                new QueueName("meridian.fra.high"),
                RoutePolicy.PIN,
                MAP.version(),
                "fra is asked for by name"));
  }

  @Test
  void healthyRegionIsTheLocatedOne() {
    assertRoute(QUAKES, RoutePolicy.PREFER, "iad", "iad is home of source usgs-quakes");
    assertRoute(
        new Target.ToSource("gdacs"),
        RoutePolicy.PREFER,
        "fra",
        "fra is nearest to source gdacs, 570 km");
    assertRoute(
        new Target.Near(new LonLat(2, 48)), RoutePolicy.PREFER, "fra", "fra covers the point");
    assertRoute(DUBLIN, RoutePolicy.PREFER, "fra", "fra is nearest to the point, 1,088 km");
  }

  @Test
  void areaIsLocatedByItsCentreThenByWhatItTouches() {
    assertRoute(
        new Target.In(new Box(10, 40, 20, 50)),
        RoutePolicy.PREFER,
        "fra",
        "fra covers the centre of the area");
    assertRoute(
        new Target.In(new Box(-35, 0, -1, 10)),
        RoutePolicy.PREFER,
        "iad",
        "iad covers part of the area");
    assertRoute(
        new Target.In(new Box(-8, 52, -5, 54)),
        RoutePolicy.PREFER,
        "fra",
        "fra is nearest to the centre of the area, 1,095 km");
  }

  @Test
  void preferGoesToFallbacksInTheirOrderThenToTheNearest() {
    health.put("fra", IDLE);
    assertRoute(NAMED, RoutePolicy.PREFER, "sin", "fra has no workers; fallback sin");
    health.put("sin", DOWN);
    assertRoute(
        NAMED, RoutePolicy.PREFER, "iad", "fra has no workers, sin broker down; fallback iad");
    health.put("iad", FULL);
    health.put("fra", WELL);
    assertRoute(
        QUAKES, RoutePolicy.PREFER, "fra", "iad queue full; nearest healthy: fra, 6,549 km");
  }

  @Test
  void pinStaysAndWaitsForWorkers() {
    health.put("fra", IDLE);
    assertRoute(
        NAMED,
        RoutePolicy.PIN,
        "fra",
        "fra is asked for by name; no workers take it now, it waits there");
  }

  @Test
  void pinFailsIfTheRegionCannotHoldTheTask() {
    health.put("fra", DOWN);
    assertThatThrownBy(() -> route(NAMED, RoutePolicy.PIN))
        .isInstanceOf(NoRouteException.class)
        .hasMessage("no route by policy pin: fra broker down");
    health.put("fra", FULL);
    assertThatThrownBy(() -> route(NAMED, RoutePolicy.PIN)).hasMessageEndingWith("fra queue full");
    assertThatThrownBy(() -> route(NAMED, RoutePolicy.PIN, "fra"))
        .hasMessageEndingWith("fra is excluded");
  }

  @Test
  void nearestIsMeasuredFromTheTarget() {
    assertRoute(DUBLIN, RoutePolicy.NEAREST, "fra", "nearest of 3 healthy: fra, 1,088 km");
    health.put("fra", DOWN);
    assertRoute(DUBLIN, RoutePolicy.NEAREST, "iad", "nearest of 2 healthy: iad, 5,462 km");
  }

  @Test
  void anyTakesTheShortestQueueThenTheNearer() {
    assertRoute(QUAKES, RoutePolicy.ANY, "iad", "shortest queue of 3 healthy: iad, 10 waiting");
    health.put("sin", new RegionHealth(true, 1, 3));
    assertRoute(QUAKES, RoutePolicy.ANY, "sin", "shortest queue of 3 healthy: sin, 3 waiting");
  }

  @Test
  void targetWithoutPlaceGoesToTheShortestQueueWhateverThePolicy() {
    health.put("sin", new RegionHealth(true, 1, 3));
    for (RoutePolicy policy : RoutePolicy.values()) {
      assertThat(route(new Target.Anywhere(), policy).region()).isEqualTo("sin");
      assertThat(route(new Target.ToSource("anywhere"), policy).region()).isEqualTo("sin");
    }
  }

  @Test
  void taskWaitsAtTheLocatedRegionIfNobodyWorks() {
    health.replaceAll((region, before) -> IDLE);
    health.put("sin", new RegionHealth(true, 0, 0));
    health.put("iad", new RegionHealth(true, 0, 50));
    assertRoute(
        QUAKES,
        RoutePolicy.ANY,
        "iad",
        "iad is home of source usgs-quakes; no workers take it now, it waits there");
    health.put("iad", DOWN);
    assertRoute(QUAKES, RoutePolicy.PREFER, "fra", "no region with workers takes it; waits in fra");
  }

  @Test
  void noRouteNamesEveryRegionTried() {
    health.putAll(Map.of("fra", DOWN, "iad", FULL));
    var refused =
        catchThrowableOfType(NoRouteException.class, () -> route(NAMED, RoutePolicy.PREFER, "sin"));
    assertThat(refused)
        .hasMessage("no route by policy prefer: fra broker down, sin is excluded, iad queue full");
    assertThat(refused.refusals().getFirst())
        .isEqualTo(new NoRouteException.Refusal("fra", "broker down"));
  }

  @Test
  void unknownNamesAreRefusedWithNearOnes() {
    assertThatThrownBy(() -> route(new Target.ToRegion("fr"), RoutePolicy.PIN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("region: fr (expected: one of fra, iad, sin; did you mean fra?)");
  }
}
