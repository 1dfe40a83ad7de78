package dev.meridian.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// What holds for every decision, checked on random maps, healths and targets.
final class RouterPropertiesTest {
  private static final int LIMIT = 50;
  private static final List<RoutePolicy> POLICIES = List.of(RoutePolicy.values());

  private record World(RegionMap map, Map<String, RegionHealth> health, Set<String> exclude) {
    RegionHealth state(String region) {
      return Objects.requireNonNull(health.get(region));
    }

    boolean holds(String region) {
      RegionHealth state = state(region);
      return state.brokerUp() && state.queued() < LIMIT && !exclude.contains(region);
    }

    boolean works(String region) {
      return holds(region) && state(region).workers() > 0;
    }

    List<String> working() {
      return map.regions().stream().map(Region::id).filter(this::works).toList();
    }
  }

  @RepeatedTest(1_000)
  void everyDecisionKeepsTheRules(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    World world = world(random);
    Target target = target(random);
    RoutePolicy policy = POLICIES.get(random.nextInt(POLICIES.size()));
    Optional<Route> route = route(world, target, policy);
    String seed = "seed " + repetition + " " + target + " " + policy + " " + route;
    if (route.isPresent()) {
      String region = route.get().region();
      assertThat(world.holds(region)).as(seed).isTrue();
      assertThat(route.get().reason()).as(seed).contains(region);
      checkPolicy(world, target, route.get(), seed);
    } else {
      checkRefusal(world, target, policy, seed);
    }
  }

  private static void checkPolicy(World world, Target target, Route route, String seed) {
    if (target instanceof Target.ToRegion(String wanted) && route.policy() == RoutePolicy.PIN) {
      assertThat(route.region()).as(seed).isEqualTo(wanted);
      return;
    }
    boolean pinned = route.policy() == RoutePolicy.PIN && !(target instanceof Target.Anywhere);
    if (!pinned && !world.working().isEmpty()) {
      assertThat(world.working()).as(seed).contains(route.region());
    }
    if (target instanceof Target.Near(LonLat point) && route.policy() == RoutePolicy.NEAREST) {
      world.map().nearest(point).stream()
          .map(Region::id)
          .filter(world::works)
          .findFirst()
          .ifPresent(nearest -> assertThat(route.region()).as(seed).isEqualTo(nearest));
    }
    if (route.policy() == RoutePolicy.ANY && world.works(route.region())) {
      long queued = world.state(route.region()).queued();
      assertThat(world.working())
          .as(seed)
          .allMatch(region -> world.state(region).queued() >= queued);
    }
  }

  private static void checkRefusal(World world, Target target, RoutePolicy policy, String seed) {
    if (target instanceof Target.ToRegion(String wanted) && policy == RoutePolicy.PIN) {
      assertThat(world.holds(wanted)).as(seed).isFalse();
    } else if (policy != RoutePolicy.PIN) {
      assertThat(world.map().regions()).as(seed).noneMatch(region -> world.holds(region.id()));
    }
  }

  private static Optional<Route> route(World world, Target target, RoutePolicy policy) {
    var router = new Router(world::map, region -> world.state(region.id()));
    try {
      return Optional.of(router.route(target, policy, Priority.LOW, world.exclude()));
    } catch (NoRouteException e) {
      assertThat(e.refusals()).isNotEmpty();
      return Optional.empty();
    }
  }

  private static World world(SplittableRandom random) {
    var regions = new ArrayList<Region>();
    var health = new HashMap<String, RegionHealth>();
    var exclude = new HashSet<String>();
    for (int i = 0; i < 6; i++) {
      String id = "r" + i;
      var area = new Box(random.nextInt(-180, 180), -60, random.nextInt(-180, 180), 60);
      regions.add(
          new Region(
              id,
              id,
              point(random),
              random.nextBoolean() ? area : null,
              null,
              List.of("r" + random.nextInt(6)),
              LIMIT));
      health.put(
          id,
          new RegionHealth(random.nextInt(3) > 0, random.nextInt(3), random.nextInt(2 * LIMIT)));
      if (random.nextInt(4) == 0) {
        exclude.add(id);
      }
    }
    return new World(RegionMap.of(regions, List.of()), health, exclude);
  }

  private static Target target(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Target.ToRegion("r" + random.nextInt(6));
      case 1 -> new Target.Near(point(random));
      case 2 -> new Target.In(new Box(random.nextInt(-180, 180), -10, random.nextInt(180), 10));
      default -> new Target.Anywhere();
    };
  }

  private static LonLat point(SplittableRandom random) {
    return new LonLat(random.nextInt(-180, 181), random.nextInt(-90, 91));
  }
}
