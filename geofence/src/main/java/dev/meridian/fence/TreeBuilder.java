package dev.meridian.fence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a [Tree]: cells split until they hold few segments, or are small, or splitting parts
/// nothing. Used once.
final class TreeBuilder {
  /// The segments a cell may hold without splitting.
  private static final int FEW = 16;

  /// A cell of 2^10 units, 11 metres, is not split.
  private static final int SMALLEST = 10;

  private static final int LONGEST_RUN = (1 << Tree.COUNT) - 1;

  private final IntList nodes = new IntList(1024);
  private final IntList lists = new IntList(1024);
  private final Map<Integer, Integer> leavesOfOneFence = new HashMap<>();
  private final List<Split> splits = new ArrayList<>();
  private final Parts parts;
  private final int[][] corners;
  private final @Nullable CircleOutline[] circles;

  private TreeBuilder(List<? extends Outline> outlines) {
    this.corners = new int[outlines.size()][];
    this.circles = new CircleOutline[outlines.size()];
    for (int number = 0; number < corners.length; number++) {
      corners[number] = cornersOf(outlines.get(number), number);
    }
    this.parts = new Parts(outlines, corners, circles);
  }

  /// The tree of outlines, which are numbered as they come.
  static Tree build(List<? extends Outline> outlines) {
    var builder = new TreeBuilder(outlines);
    builder.lists.add(0);
    builder.nodes.grow(Tree.NODE);
    Cell world = new Cell();
    builder.parts.addAllTo(world);
    builder.fill(0, new Place(Integer.MIN_VALUE, Integer.MIN_VALUE, Tree.TOP), world);
    return new Tree(
        builder.corners, builder.circles, builder.nodes.toArray(), builder.lists.toArray());
  }

  private int[] cornersOf(Outline outline, int number) {
    return switch (outline) {
      case CircleOutline circle -> {
        circles[number] = circle;
        yield new int[0];
      }
      case PolygonOutline polygon -> polygon.xy();
      case UnknownOutline _ -> new int[0];
    };
  }

  /// Where a node lies: its southwest corner, and the size of its cells as a power of 2.
  record Place(long west, long south, int shift) {
    Place cell(int cell) {
      return new Place(west(cell), south(cell), shift - Tree.BITS);
    }

    long west(int cell) {
      return west + ((long) (cell & 3) << shift);
    }

    long south(int cell) {
      return south + ((long) (cell >> Tree.BITS) << shift);
    }
  }

  /// What a cell holds.
  static final class Cell {
    /// For each part: its number, whether the corner of the cell is inside, the count of words that
    /// follow, and for each run of segments its first corner and their count.
    final IntList edges = new IntList(0);

    /// The fences that cover the cell.
    final IntList covering = new IntList(0);

    int weight;

    void clear() {
      edges.clear();
      covering.clear();
      weight = 0;
    }
  }

  /// Fills the node with what is in the cells of its place; the world itself always splits.
  private void fill(int node, Place place, Cell content) {
    Split split = splitAt(place.shift());
    split.part(parts, place, content);
    fill(node, place, content, split);
  }

  private void fill(int node, Place place, Cell content, Split split) {
    if (!content.covering.isEmpty()) {
      nodes.set(node * Tree.NODE + Tree.CELLS, lists.size());
      lists.add(content.covering.size());
      lists.addAll(content.covering);
    }
    for (int cell = 0; cell < Tree.CELLS; cell++) {
      int slot = slot(place.cell(cell), split.cells[cell]);
      nodes.set(node * Tree.NODE + cell, slot);
    }
  }

  private int slot(Place place, Cell content) {
    if (content.edges.isEmpty() && content.covering.isEmpty()) {
      return 0;
    }
    if (content.weight <= FEW || place.shift() + Tree.BITS <= SMALLEST) {
      return ~leaf(content);
    }
    Split split = splitAt(place.shift());
    split.part(parts, place, content);
    if (!split.pays(content.weight)) {
      return ~leaf(content);
    }
    int node = nodes.size() / Tree.NODE;
    nodes.grow(Tree.NODE);
    fill(node, place, content, split);
    return node;
  }

  private Split splitAt(int shift) {
    int depth = (Tree.TOP - shift) / Tree.BITS;
    while (splits.size() <= depth) {
      splits.add(new Split());
    }
    return splits.get(depth);
  }

  private int leaf(Cell content) {
    if (content.edges.isEmpty() && content.covering.size() == 1) {
      return leavesOfOneFence.computeIfAbsent(content.covering.at(0), _ -> written(content));
    }
    return written(content);
  }

  private int written(Cell content) {
    int leaf = lists.size();
    lists.add(content.covering.size());
    lists.add(0);
    lists.addAll(content.covering);
    int from = lists.size();
    IntList edges = content.edges;
    for (int i = 0; i < edges.size(); i += 3 + edges.at(i + 2)) {
      write(edges, i);
    }
    lists.set(leaf + 1, lists.size() - from);
    return leaf;
  }

  private void write(IntList edges, int at) {
    int flags = parts.flags(edges.at(at)) | (edges.at(at + 1) == 1 ? Tree.INSIDE : 0);
    int head = parts.fence(edges.at(at)) << Tree.FLAGS | flags;
    int end = at + 3 + edges.at(at + 2);
    if (end == at + 3) {
      lists.add(head);
      lists.add(0);
    }
    for (int i = at + 3; i < end; i += 2) {
      int corner = edges.at(i);
      int left = edges.at(i + 1);
      while (left > 0) {
        int count = Math.min(left, LONGEST_RUN);
        left -= count;
        lists.add(left > 0 || i + 2 < end ? head | Tree.MORE : head);
        lists.add(corner << Tree.COUNT | count);
        corner += count;
      }
    }
  }
}
