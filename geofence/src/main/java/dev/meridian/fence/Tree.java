package dev.meridian.fence;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Cells over the whole grid, each with the fences that cover all of it and the edges that touch
/// it. A cell splits into 4 by 4. Immutable.
///
/// A node is [#NODE] numbers of `nodes`: what is in each of its cells (0 nothing, above 0 a node,
/// else the complement of a leaf), and last the place of its covering fences in `lists`, 0 for
/// none. There, covering fences of a node are their count and their numbers. A leaf is the count of
/// its covering fences, the count of the words of its edges, the numbers and the edges. An edge is
/// two words: the number of the fence with the flags below, and the first corner with the count of
/// segments; 0 for a circle.
final class Tree {
  /// The cells of a node in a row.
  static final int SIDE = 4;

  /// The cells of a node.
  static final int CELLS = SIDE * SIDE;

  /// The numbers of a node.
  static final int NODE = CELLS + 1;

  /// The bits of a coordinate that a level takes.
  static final int BITS = 2;

  /// The size of the root's cells, as a power of 2.
  static final int TOP = 30;

  /// The size of the cells that are known to be empty, as a power of 2.
  private static final int WIDE = 26;

  /// How many of them there are in a row.
  private static final int WIDE_SIDE = 1 << (32 - WIDE);

  /// The southwest corner of the cell is inside of this part.
  static final int INSIDE = 1;

  /// More segments of this part follow.
  static final int MORE = 2;

  /// The fence has other parts.
  static final int PARTS = 4;

  /// The bits of the flags.
  static final int FLAGS = 3;

  /// The bits of the count of segments.
  static final int COUNT = 7;

  private final int[][] corners;
  private final @Nullable CircleOutline[] circles;
  private final int[] nodes;
  private final int[] lists;
  private final int[] north;
  private final int[] south;

  /// A bit for each of the 64 by 64 cells of 2^26 units, a number for each row: whether anything is
  /// in it.
  private final long[] occupied = new long[WIDE_SIDE];

  /// @param corners of each fence by number, none of a circle
  /// @param circles by number
  Tree(int[][] corners, @Nullable CircleOutline[] circles, int[] nodes, int[] lists) {
    this.corners = corners;
    this.circles = circles;
    this.nodes = nodes;
    this.lists = lists;
    this.north = reaching(corners, Grid.POLE);
    this.south = reaching(corners, -Grid.POLE);
    for (int cell = 0; cell < WIDE_SIDE * WIDE_SIDE; cell++) {
      if (isOccupied(cell % WIDE_SIDE, cell / WIDE_SIDE)) {
        occupied[cell / WIDE_SIDE] |= 1L << (cell % WIDE_SIDE);
      }
    }
  }

  int[] corners(int number) {
    return corners[number];
  }

  @Nullable CircleOutline circle(int number) {
    return circles[number];
  }

  int[] nodes() {
    return nodes;
  }

  int[] lists() {
    return lists;
  }

  /// Numbers of the polygons that reach the north pole.
  int[] north() {
    return north;
  }

  /// Numbers of the polygons that reach the south pole.
  int[] south() {
    return south;
  }

  /// Whether a fence is near the point at all.
  boolean isOccupiedAt(int x, int y) {
    return (occupied[(y ^ Integer.MIN_VALUE) >>> WIDE] >>> ((x ^ Integer.MIN_VALUE) >>> WIDE) & 1)
        != 0;
  }

  private boolean isOccupied(int column, int row) {
    int x = (column << WIDE) ^ Integer.MIN_VALUE;
    int y = (row << WIDE) ^ Integer.MIN_VALUE;
    int node = 0;
    for (int shift = TOP; shift >= WIDE; shift -= BITS) {
      int slot = nodes[node * NODE + cell(x, y, shift)];
      if (nodes[node * NODE + CELLS] != 0 || slot < 0) {
        return true;
      }
      if (slot == 0) {
        return false;
      }
      node = slot;
    }
    return true;
  }

  private static int[] reaching(int[][] corners, int pole) {
    return IntStream.range(0, corners.length)
        .filter(number -> PolygonOutline.reaches(corners[number], pole))
        .toArray();
  }

  /// Is told of edges.
  interface Edges {
    /// Of segments that follow a corner of a fence; of a circle if there are none.
    ///
    /// @return whether to go on
    boolean edge(int number, int corner, int segments);
  }

  /// Which of the cells of a node a point is in.
  static int cell(int x, int y, int shift) {
    int column = (x ^ Integer.MIN_VALUE) >>> shift & 3;
    int row = (y ^ Integer.MIN_VALUE) >>> shift & 3;
    return row << BITS | column;
  }

  /// Tells of all edges in cells that the box touches, until it is told to stop; of some more than
  /// once.
  ///
  /// @return whether it was never told to stop
  boolean edges(Range box, Edges edges) {
    return edges(0, TOP, new Range(Integer.MIN_VALUE, Integer.MIN_VALUE, 0, 0), box, edges);
  }

  /// The bytes of the index and of the corners.
  long bytes() {
    long all = 4L * (nodes.length + lists.length + north.length + south.length);
    for (int[] each : corners) {
      all += 4L * each.length;
    }
    return all;
  }

  private boolean edges(int node, int shift, Range at, Range box, Edges edges) {
    int toRow = last(box.north() - at.south(), shift);
    int toColumn = last(box.east() - at.west(), shift);
    for (int row = first(box.south() - at.south(), shift); row <= toRow; row++) {
      for (int column = first(box.west() - at.west(), shift); column <= toColumn; column++) {
        int slot = nodes[node * NODE + (row << BITS | column)];
        if (slot > 0) {
          long west = at.west() + ((long) column << shift);
          long south = at.south() + ((long) row << shift);
          if (!edges(slot, shift - BITS, new Range(west, south, 0, 0), box, edges)) {
            return false;
          }
        } else if (slot < 0 && !leaf(~slot, edges)) {
          return false;
        }
      }
    }
    return true;
  }

  /// The first row or column that a box from there on touches: with the one it only touches the
  /// side of.
  static int first(long from, int shift) {
    return Math.clamp(((from + (1L << shift) - 1) >> shift) - 1, 0, SIDE - 1);
  }

  /// The last row or column that a box up to there touches.
  static int last(long to, int shift) {
    return Math.clamp(to >> shift, 0, SIDE - 1);
  }

  private boolean leaf(int leaf, Edges edges) {
    int from = leaf + 2 + lists[leaf];
    for (int i = from; i < from + lists[leaf + 1]; i += 2) {
      int run = lists[i + 1];
      if (!edges.edge(lists[i] >>> FLAGS, run >>> COUNT, run & ((1 << COUNT) - 1))) {
        return false;
      }
    }
    return true;
  }
}
