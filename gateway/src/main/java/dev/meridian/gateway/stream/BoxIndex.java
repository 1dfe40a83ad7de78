package dev.meridian.gateway.stream;

import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Items by box: each lies in the few cells it touches of the finest grid whose cells are no
/// smaller than it, so that a point is looked up once in each grid that has items. For one thread
/// at a time.
///
/// @param <T> the items
final class BoxIndex<T> {
  private static final double AROUND = 360;
  private static final int FINEST = 24;
  private static final int SHIFT = 32;

  private final TreeMap<Integer, Map<Long, Set<T>>> grids = new TreeMap<>();
  private final Set<T> all = new LinkedHashSet<>();

  void add(Box box, T item) {
    all.add(item);
    cells(
        box,
        (grid, cell) ->
            grids
                .computeIfAbsent(grid, _ -> new HashMap<>())
                .computeIfAbsent(cell, _ -> new LinkedHashSet<>())
                .add(item));
  }

  void remove(Box box, T item) {
    if (all.remove(item)) {
      cells(
          box,
          (grid, cell) -> {
            Map<Long, Set<T>> cells = grids.getOrDefault(grid, new HashMap<>());
            cells.computeIfPresent(
                cell, (_, set) -> set.remove(item) && set.isEmpty() ? null : set);
            if (cells.isEmpty()) {
              grids.remove(grid);
            }
          });
    }
  }

  /// Gives all whose box has the point, and some others, perhaps twice.
  void find(LonLat point, Consumer<T> found) {
    if (Math.abs(point.lat()) == 90) {
      all.forEach(found); // A pole has every longitude.
      return;
    }
    look(point.lon(), point.lat(), found);
    if (Math.abs(point.lon()) == AROUND / 2) {
      look(-point.lon(), point.lat(), found);
    }
  }

  private void look(double lon, double lat, Consumer<T> found) {
    grids.forEach((grid, cells) -> {
      long cell = cell(column(lon, grid), column(lat, grid));
      cells.getOrDefault(cell, Set.of()).forEach(found);
    });
  }

  /// Takes a cell of a grid.
  private interface Cells {
    void take(int grid, long cell);
  }

  private static void cells(Box box, Cells taker) {
    if (box.crossesAntimeridian()) {
      cells(box.west(), AROUND / 2, box, taker);
      cells(-AROUND / 2, box.east(), box, taker);
    } else {
      cells(box.west(), box.east(), box, taker);
    }
  }

  private static void cells(double west, double east, Box box, Cells taker) {
    int grid = grid(Math.max(east - west, box.north() - box.south()));
    for (long x = column(west, grid); x <= column(east, grid); x++) {
      for (long y = column(box.south(), grid); y <= column(box.north(), grid); y++) {
        taker.take(grid, cell(x, y));
      }
    }
  }

  private static int grid(double size) {
    int grid = 0;
    while (grid < FINEST && width(grid + 1) >= size) {
      grid++;
    }
    return grid;
  }

  private static double width(int grid) {
    return AROUND / (1L << grid);
  }

  private static long column(double degrees, int grid) {
    return (long) Math.floor((degrees + AROUND / 2) / width(grid));
  }

  private static long cell(long x, long y) {
    return x << SHIFT | y;
  }
}
