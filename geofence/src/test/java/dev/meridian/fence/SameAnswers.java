package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;

/// That the index answers as JTS does, point by point: a quarter of the points anywhere on the
/// globe, half of them near the outlines, and a quarter on corners, on segments, and a unit beside.
final class SameAnswers {
  private static final int NEAR = 30_000_000;

  private SameAnswers() {}

  static void check(List<PolygonOutline> outlines, int points, long seed) {
    var random = new SplittableRandom(seed);
    var probe = new TreeProbe(TreeBuilder.build(outlines), new boolean[0]);
    var jts = new JtsIndex(outlines);
    int inside = 0;
    for (int i = 0; i < points; i++) {
      long point = i % 4 == 0 ? anywhere(random) : RealSets.besideAnEdge(outlines, random);
      int x = (int) (point >> 32);
      int y = (int) point;
      if (i % 2 == 1) {
        x = within(x + (long) random.nextInt(-NEAR, NEAR), Grid.SEAM);
        y = within(y + (long) random.nextInt(-NEAR, NEAR), Grid.POLE);
      }
      if (JtsIndex.sum(probe, x, y) != jts.find(x, y)) {
        throw new AssertionError("seed " + seed + ": another answer at " + x + " " + y);
      }
      inside += probe.find(x, y) > 0 ? 1 : 0;
    }
    assertThat(inside).isBetween(points / 10, points);
  }

  private static long anywhere(SplittableRandom random) {
    return RealSets.pair(
        random.nextInt(1 - Grid.SEAM, Grid.SEAM), random.nextInt(1 - Grid.POLE, Grid.POLE));
  }

  private static int within(long coordinate, int most) {
    return Math.clamp(coordinate, 1 - most, most - 1);
  }
}
