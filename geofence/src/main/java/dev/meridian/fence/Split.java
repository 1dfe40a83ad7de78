package dev.meridian.fence;

import dev.meridian.fence.TreeBuilder.Cell;
import dev.meridian.fence.TreeBuilder.Place;
import java.util.Arrays;

/// Parts what a cell holds into its 4 by 4 cells. A segment goes to every cell whose closed square
/// it may touch: a cell it only may touch costs a test, never the answer. Not thread-safe.
final class Split {
  private static final int SIDE = Tree.SIDE;

  /// Instead of whether the corner of the cell is inside of a part: it is not, and no segment of
  /// the part lies outside of the cell.
  static final int WHOLE = 2;

  /// More than what rounding adds to a product of two coordinates.
  private static final double ROUNDING = 1e5;

  final Cell[] cells = new Cell[Tree.CELLS];
  private final int[] open = new int[Tree.CELLS];
  private final Walk walk = new Walk();
  private Place place = new Place(0, 0, 0);

  /// For each cell a bit: whether the way from its corner to that of the whole crosses an odd
  /// number of edges.
  private int odd;

  /// For each cell a bit: whether it has segments of the part at hand, from `open` on.
  private int touched;

  Split() {
    Arrays.setAll(cells, _ -> new Cell());
  }

  /// Parts the content of the place.
  void part(Parts parts, Place where, Cell content) {
    place = where;
    for (Cell cell : cells) {
      cell.clear();
    }
    walk.from((int) where.west(), (int) where.south());
    IntList edges = content.edges;
    for (int i = 0; i < edges.size(); i += 3 + edges.at(i + 2)) {
      int part = edges.at(i);
      CircleOutline circle = parts.circle(part);
      if (circle != null) {
        circle(parts, part, circle);
      } else if (edges.at(i + 1) != WHOLE || !isInOneCell(parts, edges, i)) {
        polygon(parts, edges, i);
      }
    }
  }

  /// Whether some cell is left with clearly less, or all together with hardly more.
  boolean pays(int weight) {
    int sum = 0;
    int most = 0;
    for (Cell cell : cells) {
      sum += cell.weight;
      most = Math.max(most, cell.weight);
    }
    return 4L * most <= 3L * weight || 2L * sum <= 3L * weight;
  }

  /// Hands a part on, uncut, to the cell that all of it lies inside of, if there is one.
  private boolean isInOneCell(Parts parts, IntList edges, int at) {
    int part = edges.at(at);
    Range box = parts.box(part);
    int shift = place.shift();
    long column = (box.west() - 1 - place.west()) >> shift;
    long row = (box.south() - 1 - place.south()) >> shift;
    if (column != (box.east() + 1 - place.west()) >> shift
        || row != (box.north() + 1 - place.south()) >> shift) {
      return false;
    }
    Cell cell = cells[(int) row * SIDE + (int) column];
    cell.edges.addAll(edges, at, at + 3 + edges.at(at + 2));
    for (int i = at + 3; i < at + 3 + edges.at(at + 2); i += 2) {
      cell.weight += edges.at(i + 1);
    }
    return true;
  }

  private void polygon(Parts parts, IntList edges, int at) {
    int part = edges.at(at);
    int[] xy = parts.corners(part);
    touched = 0;
    odd = edges.at(at + 1) == 1 ? (1 << Tree.CELLS) - 1 : 0;
    int end = at + 3 + edges.at(at + 2);
    for (int i = at + 3; i < end; i += 2) {
      int from = edges.at(i);
      for (int corner = from; corner < from + edges.at(i + 1); corner++) {
        segment(part, xy, corner);
      }
    }
    for (int rest = touched | odd; rest != 0; rest &= rest - 1) {
      int cell = Integer.numberOfTrailingZeros(rest);
      if ((touched >> cell & 1) == 1) {
        cells[cell].edges.set(open[cell] + 1, odd >> cell & 1);
      } else {
        cells[cell].covering.add(parts.fence(part));
      }
    }
  }

  private void segment(int part, int[] xy, int corner) {
    int i = 2 * corner;
    long west = Math.min(xy[i], xy[i + 2]) - place.west();
    long east = Math.max(xy[i], xy[i + 2]) - place.west();
    long south = Math.min(xy[i + 1], xy[i + 3]) - place.south();
    long north = Math.max(xy[i + 1], xy[i + 3]) - place.south();
    int shift = place.shift();
    if (linesBelow(south, shift) != linesBelow(north, shift) || (west < 0 && east >= 0)) {
      corners(xy, i);
    }
    int fromColumn = Tree.first(west, shift);
    int toColumn = Tree.last(east, shift);
    int fromRow = Tree.first(south, shift);
    int toRow = Tree.last(north, shift);
    boolean one = fromColumn == toColumn && fromRow == toRow;
    for (int row = fromRow; row <= toRow; row++) {
      for (int column = fromColumn; column <= toColumn; column++) {
        if (one || mayTouch(xy, i, row * SIDE + column)) {
          append(row * SIDE + column, part, corner);
        }
      }
    }
  }

  /// How many of the cells' south sides are south of that.
  private static int linesBelow(long y, int shift) {
    return Math.clamp(((y - 1) >> shift) + 1, 0, SIDE);
  }

  private void corners(int[] xy, int i) {
    for (int cell = 1; cell < Tree.CELLS; cell++) {
      walk.to((int) place.west(cell), (int) place.south(cell));
      odd ^= walk.crossingsToCorner(xy, i) << cell;
    }
  }

  /// Whether not all corners of the cell are clearly on one side of the line.
  private boolean mayTouch(int[] xy, int i, int cell) {
    double dx = (double) xy[i + 2] - xy[i];
    double dy = (double) xy[i + 3] - xy[i + 1];
    double size = 1L << place.shift();
    double x = place.west(cell) - (double) xy[i];
    double y = place.south(cell) - (double) xy[i + 1];
    double at = x * dy - y * dx;
    double least = at + Math.min(0, size * dy) + Math.min(0, -size * dx);
    double most = at + Math.max(0, size * dy) + Math.max(0, -size * dx);
    return least <= ROUNDING && most >= -ROUNDING;
  }

  private void append(int cell, int part, int corner) {
    Cell content = cells[cell];
    IntList edges = content.edges;
    content.weight++;
    int at = open[cell];
    if ((touched >> cell & 1) == 0) {
      touched |= 1 << cell;
      open[cell] = edges.size();
      edges.add(part);
      edges.add(0);
      edges.add(2);
    } else {
      int count = edges.size() - 1;
      if (edges.at(count - 1) + edges.at(count) == corner) {
        edges.set(count, edges.at(count) + 1);
        return;
      }
      edges.set(at + 2, edges.at(at + 2) + 2);
    }
    edges.add(corner);
    edges.add(1);
  }

  private void circle(Parts parts, int part, CircleOutline circle) {
    for (int cell = 0; cell < Tree.CELLS; cell++) {
      Cell content = cells[cell];
      switch (circle.in(place.west(cell), place.south(cell), place.shift())) {
        case OUTSIDE -> {}
        case COVERS -> content.covering.add(parts.fence(part));
        case EDGE -> {
          content.weight += Parts.CIRCLE;
          content.edges.add(part);
          content.edges.add(0);
          content.edges.add(0);
        }
      }
    }
  }
}
