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

/// Points per CPU-second of the index and of JTS over the same fences and points, one after the
/// other in the same run; and whether they answer the same, point by point. Then how long fences
/// take to load, and the positions per CPU-second of the tracker. Run by `bench/geofence`; fails if
/// any answer differs.
final class FenceBench {
  private static final String POINTS = "1000000";
  private static final int ROUNDS = 3;
  private static final long LEAST_NANOS = 500_000_000;
  private static final long SEED = 20261122;

  private final int[] xs;
  private final int[] ys;
  private final String name;
  private final List<PolygonOutline> outlines;
  private final Tree tree;
  private final JtsIndex jts;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private int wrong;

  private FenceBench(String name, List<PolygonOutline> outlines, int points, List<String> sets) {
    this.xs = new int[points];
    this.ys = new int[points];
    this.name = name;
    this.outlines = outlines;
    long started = cpu();
    this.tree = TreeBuilder.build(outlines);
    double built = (cpu() - started) / 1e9;
    long corners = outlines.stream().mapToLong(PolygonOutline::vertices).sum();
    System.err.println(name + " ...");
    sets.add(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %,d | %.2f | %.1f |",
            name,
            outlines.size(),
            corners,
            built,
            (double) tree.bytes() / corners));
    this.jts = new JtsIndex(outlines);
  }

  /// @param arguments the folder of the sets; how many points, if not 1,000,000
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int points = Integer.parseInt(arguments.length > 1 ? arguments[1] : POINTS);
    List<RealSets.City> cities = RealSets.cities(folder);
    List<String> sets = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    int wrong =
        set(new FenceBench("counties", RealSets.counties(folder), points, sets), rows)
            + set(new FenceBench("countries 10 m", RealSets.countries(folder), points, sets), rows)
            + cities(new FenceBench("cities", circles(cities), points, sets), cities, rows)
            + set(new FenceBench("OSM land", RealSets.lands(folder), points, sets), rows);
    System.out.println("| fences, points | index | JTS | × JTS | answered differently |");
    System.out.println("|---|---:|---:|---:|---:|");
    rows.forEach(System.out::println);
    System.out.println(
        "\n| set | fences | corners | index built, CPU-s | bytes a corner, with the corner |");
    System.out.println("|---|---:|---:|---:|---:|");
    sets.forEach(System.out::println);
    System.out.println();
    TrackerBench.run(cities);
    if (wrong > 0) {
      System.out.println(wrong + " points were answered differently (expected: none)");
      System.exit(1);
    }
  }

  private static int set(FenceBench bench, List<String> rows) {
    rows.add(bench.compare("anywhere", bench::anywhere));
    rows.add(bench.compare("in one", bench::inAFence));
    return bench.wrong;
  }

  private static int cities(FenceBench bench, List<RealSets.City> cities, List<String> rows) {
    var people = new RealSets.People(cities);
    rows.add(bench.compare("anywhere", bench::anywhere));
    rows.add(bench.compare("near people", () -> people.near(bench.random)));
    return bench.wrong;
  }

  private static List<PolygonOutline> circles(List<RealSets.City> cities) {
    var random = new SplittableRandom(SEED);
    return cities.stream().map(city -> RealSets.circle(city, random)).toList();
  }

  private interface Places {
    long next();
  }

  private long anywhere() {
    return RealSets.pair(
        random.nextInt(-Grid.SEAM, Grid.SEAM), random.nextInt(-Grid.POLE, Grid.POLE));
  }

  private long inAFence() {
    var probe = new TreeProbe(tree, new boolean[0]);
    while (true) {
      long point = anywhere();
      if (probe.find((int) (point >> 32), (int) point) > 0) {
        return point;
      }
    }
  }

  private String compare(String distribution, Places places) {
    for (int i = 0; i < xs.length; i++) {
      long point = places.next();
      xs[i] = (int) (point >> 32);
      ys[i] = (int) point;
    }
    var probe = new TreeProbe(tree, new boolean[0]);
    IntToLongFunction ours = i -> JtsIndex.sum(probe, xs[i], ys[i]);
    IntToLongFunction theirs = i -> jts.find(xs[i], ys[i]);
    int different = different(ours, theirs) + besideEdges(probe);
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
    wrong += different;
    return String.format(
        Locale.ROOT,
        "| %s, %s | %,.2f M | %,.3f M | %.1f | %d |",
        name,
        distribution,
        rate / 1e6,
        jtsRate / 1e6,
        rate / jtsRate,
        different);
  }

  private int different(IntToLongFunction ours, IntToLongFunction theirs) {
    int different = 0;
    for (int i = 0; i < xs.length; i++) {
      different += ours.applyAsLong(i) == theirs.applyAsLong(i) ? 0 : 1;
    }
    return different;
  }

  /// A tenth as many points on corners, on segments, and a unit beside.
  private int besideEdges(TreeProbe probe) {
    int different = 0;
    for (int i = 0; i < xs.length / 10; i++) {
      long point = RealSets.besideAnEdge(outlines, random);
      int x = (int) (point >> 32);
      int y = (int) point;
      different += JtsIndex.sum(probe, x, y) == jts.find(x, y) ? 0 : 1;
    }
    return different;
  }

  /// At least one pass over a tenth of the points.
  private double rate(IntToLongFunction answer) {
    long sum = 0;
    long done = 0;
    int part = Math.max(1, xs.length / 10);
    int next = 0;
    long started = cpu();
    long took = 0;
    while (took < LEAST_NANOS) {
      for (int i = 0; i < part; i++) {
        sum += answer.applyAsLong(next);
        next = next + 1 == xs.length ? 0 : next + 1;
      }
      done += part;
      took = cpu() - started;
    }
    double rate = done / (took / 1e9);
    return sum == 42 ? rate + 1 : rate; // so that the answers are needed
  }

  static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
