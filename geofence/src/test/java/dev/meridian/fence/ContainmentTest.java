package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.GeometryFixer;

/// The index gives the answers of JTS, point by point.
final class ContainmentTest {
  private static final int POINTS = 20_000;

  /// Corners on a coarse grid share sides and line up with cells; on the finest they do not.
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.1, 1e-3, 1e-7})
  void indexAgreesWithJtsOnShapesMadeByChance(double step) {
    long seed = Double.doubleToLongBits(step);
    var random = new SplittableRandom(seed);
    List<PolygonOutline> outlines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      outlines.add(PolygonMaker.of(shape(random, step)));
    }
    assertAgreement("seed " + seed, outlines, random);
  }

  @Test
  void indexAgreesWithJtsOnSharedSides() {
    var random = new SplittableRandom(7);
    List<PolygonOutline> outlines = new ArrayList<>();
    Shapes.board(new Coordinate(5.5, 50.25), 0.125, 20)
        .forEach(square -> outlines.add(PolygonMaker.of(square)));
    outlines.add(PolygonMaker.of(Shapes.box(-180, -90, 180, 90)));
    outlines.add(PolygonMaker.of(Shapes.box(-180, 60, 180, 90)));
    outlines.add(PolygonMaker.of(Shapes.together(Shapes.board(new Coordinate(5, 50), 0.5, 2))));
    assertAgreement("seed 7", outlines, random);
  }

  @Test
  void indexOfManyEqualFencesStaysSmall() {
    var random = new SplittableRandom(11);
    PolygonOutline one = PolygonMaker.of(Shapes.star(random, new Coordinate(10, 10), 5, 1e-7));
    List<PolygonOutline> equal = Collections.nCopies(2_000, one);
    assertThat(TreeBuilder.build(equal).lists().length).isLessThan(100 * 2_000 * one.vertices());
    assertAgreement("seed 11", equal.subList(0, 50), random);
  }

  private static Geometry shape(RandomGenerator random, double step) {
    var at = new Coordinate(random.nextInt(-9, 10), random.nextInt(-9, 10));
    double size = Math.max(3 * step, random.nextDouble(0.01, 6));
    return switch (random.nextInt(4)) {
      case 0 -> Shapes.sliver(random, at, size);
      case 1 -> {
        Geometry first = valid(Shapes.star(random, at, size, step));
        var next = new Coordinate(at.x + size, at.y);
        Geometry second = valid(Shapes.star(random, next, size, step));
        Geometry apart = second.difference(first);
        yield Shapes.together(List.of(first, apart));
      }
      case 2 -> valid(Shapes.star(random, at, 15, step));
      default -> valid(Shapes.star(random, at, size, step));
    };
  }

  private static Geometry valid(Geometry geometry) {
    Geometry fixed = GeometryFixer.fix(geometry);
    return fixed.isEmpty() ? Shapes.box(0, 0, 1, 1) : fixed;
  }

  private static void assertAgreement(
      String seed, List<PolygonOutline> outlines, RandomGenerator random) {
    var probe = new TreeProbe(TreeBuilder.build(outlines), new boolean[0]);
    List<JtsAnswer> answers = outlines.stream().map(JtsAnswer::new).toList();
    for (int i = 0; i < POINTS; i++) {
      int[] point = point(outlines, random);
      var expected = new TreeSet<Integer>();
      for (int number = 0; number < answers.size(); number++) {
        if (answers.get(number).covers(point[0], point[1])) {
          expected.add(number);
        }
      }
      var found = new ArrayList<Integer>();
      int count = probe.find(point[0], point[1]);
      for (int hit = 0; hit < count; hit++) {
        found.add(probe.hit(hit));
      }
      assertThat(found)
          .as("%s, point %d: %d %d", seed, i, point[0], point[1])
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /// A point anywhere, on a corner, in the middle of a segment, on the line of a corner, and often
  /// one unit beside it.
  private static int[] point(List<PolygonOutline> outlines, RandomGenerator random) {
    int[] xy = outlines.get(random.nextInt(outlines.size())).xy();
    int corner = 2 * random.nextInt(xy.length / 2 - 1);
    int x = xy[corner];
    int y = xy[corner + 1];
    switch (random.nextInt(6)) {
      case 0 -> {
        x = Grid.units(random.nextDouble(-20, 20));
        y = Grid.units(random.nextDouble(-20, 20));
      }
      case 1 -> {
        x = (int) (((long) x + xy[corner + 2]) / 2);
        y = (int) (((long) y + xy[corner + 3]) / 2);
      }
      case 2 -> x += random.nextInt(-200_000_000, 200_000_000);
      case 3 -> y += random.nextInt(-200_000_000, 200_000_000);
      default -> {}
    }
    if (random.nextBoolean()) {
      x += random.nextInt(-1, 2);
      y += random.nextInt(-1, 2);
    }
    return new int[] {
      Math.clamp(x, 1 - Grid.SEAM, Grid.SEAM - 1), Math.clamp(y, 1 - Grid.POLE, Grid.POLE - 1)
    };
  }
}
