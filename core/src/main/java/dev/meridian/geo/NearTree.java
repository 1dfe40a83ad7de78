package dev.meridian.geo;

import java.util.List;

/// Unit vectors in the order of a balanced k-d tree: the middle of each range of more than a few
/// divides it, so that no vector before it is greater on the range's axis, and none after it less.
/// Immutable.
final class NearTree {
  private static final int LEAF = 8;
  private static final int AXES = 3;

  private final double[][] at; // by axis
  private final int[] index; // in the list it was made of
  private final byte[] axis; // of the range that a place divides

  /// The nearest one.
  ///
  /// @param index in the list; -1 if there is none
  /// @param chordSquared the square of the straight distance
  record Found(int index, double chordSquared) {}

  private NearTree(List<UnitVector> vectors) {
    int size = vectors.size();
    this.at = new double[AXES][size];
    this.index = new int[size];
    this.axis = new byte[size];
    for (int i = 0; i < size; i++) {
      UnitVector vector = vectors.get(i);
      at[0][i] = vector.x();
      at[1][i] = vector.y();
      at[2][i] = vector.z();
      index[i] = i;
    }
    build(0, size);
  }

  static NearTree of(List<UnitVector> vectors) {
    return new NearTree(vectors);
  }

  private void build(int from, int to) {
    if (to - from > LEAF) {
      int middle = (from + to) >>> 1;
      axis[middle] = widest(from, to);
      select(at[axis[middle]], from, to - 1, middle);
      build(from, middle);
      build(middle + 1, to);
    }
  }

  private byte widest(int from, int to) {
    byte best = 0;
    double width = -1;
    for (byte each = 0; each < AXES; each++) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        least = Math.min(least, at[each][i]);
        most = Math.max(most, at[each][i]);
      }
      if (most - least > width) {
        width = most - least;
        best = each;
      }
    }
    return best;
  }

  /// Brings the one that belongs at a place there, with the lesser ones before it (Hoare, "Find",
  /// 1961; the middle one divides, so that what is sorted already takes no longer).
  private void select(double[] key, int from, int to, int place) {
    int low = from;
    int high = to;
    while (low < high) {
      double pivot = key[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (key[i] < pivot) {
          i++;
        }
        while (key[j] > pivot) {
          j--;
        }
        if (i <= j) {
          swap(i++, j--);
        }
      }
      if (place <= j) {
        high = j;
      } else if (place >= i) {
        low = i;
      } else {
        return;
      }
    }
  }

  private void swap(int a, int b) {
    for (double[] each : at) {
      double held = each[a];
      each[a] = each[b];
      each[b] = held;
    }
    int held = index[a];
    index[a] = index[b];
    index[b] = held;
  }

  /// The nearest vector; of equally near ones the first of the list.
  ///
  /// @param within none whose squared distance is more
  Found nearest(UnitVector to, double within) {
    var search = new Search(to, within);
    search.range(0, index.length);
    return new Found(search.found, search.best);
  }

  /// One question.
  private final class Search {
    private final double[] to;
    private double best;
    private int found = -1;

    Search(UnitVector to, double within) {
      this.to = new double[] {to.x(), to.y(), to.z()};
      this.best = within;
    }

    void range(int from, int end) {
      if (end - from <= LEAF) {
        for (int i = from; i < end; i++) {
          look(i);
        }
        return;
      }
      int middle = (from + end) >>> 1;
      int on = axis[middle];
      double beyond = to[on] - at[on][middle];
      look(middle);
      if (beyond < 0) {
        range(from, middle);
      } else {
        range(middle + 1, end);
      }
      if (beyond * beyond <= best) {
        if (beyond < 0) {
          range(middle + 1, end);
        } else {
          range(from, middle);
        }
      }
    }

    private void look(int i) {
      double dx = to[0] - at[0][i];
      double dy = to[1] - at[1][i];
      double dz = to[2] - at[2][i];
      double distance = dx * dx + dy * dy + dz * dz;
      boolean isFirst = distance == best && (found < 0 || index[i] < found);
      if (distance < best || isFirst) {
        best = distance;
        found = index[i];
      }
    }
  }
}
