package dev.meridian.fence;

import java.util.Arrays;

/// Finds the fences of one tree that contain a point, and remembers the cell: the next point in it
/// is answered from there. Not thread-safe; allocates only when more fences are found than ever.
final class TreeProbe {
  private final Tree tree;
  private final boolean[] gone;
  private final Walk walk = new Walk();
  private int[] hits = new int[16];
  private int size;

  /// How many of the hits cover the whole cell.
  private int covering;

  /// The leaf of the last point, -1 for none, and its cell.
  private int leaf = -1;

  private int cellX;
  private int cellY;
  private int cellShift = -1;

  /// Whether a fence may be found twice though it has one part.
  private boolean onSeam;

  /// @param gone by number, the fences not to find; may be shorter
  TreeProbe(Tree tree, boolean[] gone) {
    this.tree = tree;
    this.gone = gone;
  }

  /// How many fences contain the point.
  int find(int x, int y) {
    if (Math.abs(x) == Grid.SEAM || Math.abs(y) == Grid.POLE) {
      return findOnSeam(x, y);
    }
    if (!tree.isOccupiedAt(x, y)) {
      size = 0;
      return 0;
    }
    if (cellShift < 0 || ((x ^ cellX) | (y ^ cellY)) >>> cellShift != 0) {
      size = 0;
      descend(x, y);
    }
    size = covering;
    edges(x, y);
    return size;
  }

  /// The number of the fence found at that place, in no order.
  int hit(int index) {
    return hits[index];
  }

  private int findOnSeam(int x, int y) {
    size = 0;
    onSeam = true;
    if (Math.abs(y) == Grid.POLE) {
      for (int number : y > 0 ? tree.north() : tree.south()) {
        add(number);
      }
    }
    descend(x, y);
    edges(x, y);
    if (Math.abs(x) == Grid.SEAM) {
      descend(-x, y);
      edges(-x, y);
    }
    onSeam = false;
    cellShift = -1;
    return size;
  }

  private void descend(int x, int y) {
    int[] nodes = tree.nodes();
    int node = 0;
    int shift = Tree.TOP;
    while (true) {
      int base = node * Tree.NODE;
      int list = nodes[base + Tree.CELLS];
      if (list != 0) {
        addAll(list + 1, tree.lists()[list]);
      }
      int slot = nodes[base + Tree.cell(x, y, shift)];
      if (slot <= 0) {
        settle(x, y, shift, slot == 0 ? -1 : ~slot);
        return;
      }
      node = slot;
      shift -= Tree.BITS;
    }
  }

  private void settle(int x, int y, int shift, int found) {
    leaf = found;
    cellShift = shift;
    cellX = x & -1 << shift;
    cellY = y & -1 << shift;
    if (found >= 0) {
      addAll(found + 2, tree.lists()[found]);
    }
    covering = size;
  }

  private void edges(int x, int y) {
    if (leaf < 0) {
      return;
    }
    int[] lists = tree.lists();
    int i = leaf + 2 + lists[leaf];
    int end = i + lists[leaf + 1];
    walk.from(cellX, cellY).to(x, y);
    while (i < end) {
      int first = i;
      while ((lists[i] & Tree.MORE) != 0) {
        i += 2;
      }
      i += 2;
      int number = lists[first] >>> Tree.FLAGS;
      if (isInside(first, i, x, y)) {
        if (!onSeam && (lists[first] & Tree.PARTS) == 0) {
          append(number);
        } else {
          add(number);
        }
      }
    }
  }

  private boolean isInside(int first, int end, int x, int y) {
    int[] lists = tree.lists();
    int number = lists[first] >>> Tree.FLAGS;
    CircleOutline circle = tree.circle(number);
    if (circle != null) {
      return circle.covers(x, y);
    }
    int[] xy = tree.corners(number);
    int odd = lists[first] & Tree.INSIDE;
    for (int i = first; i < end; i += 2) {
      int run = lists[i + 1];
      int crossings = walk.crossings(xy, run >>> Tree.COUNT, run & (1 << Tree.COUNT) - 1);
      if (crossings == Walk.ON_EDGE) {
        return true;
      }
      odd ^= crossings;
    }
    return odd == 1;
  }

  private void addAll(int from, int count) {
    for (int i = from; i < from + count; i++) {
      add(tree.lists()[i]);
    }
  }

  /// Adds a fence that may be there already.
  private void add(int number) {
    for (int i = 0; i < size; i++) {
      if (hits[i] == number) {
        return;
      }
    }
    append(number);
  }

  private void append(int number) {
    if (number < gone.length && gone[number]) {
      return;
    }
    if (size == hits.length) {
      hits = Arrays.copyOf(hits, 2 * size);
    }
    hits[size++] = number;
  }
}
