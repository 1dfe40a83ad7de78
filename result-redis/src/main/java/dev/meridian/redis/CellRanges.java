package dev.meridian.redis;

import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.List;

/// Places as numbers of 52 bits, the most that the score of a sorted set holds exactly: longitude
/// and latitude, each as a whole number of 26 bits, bit by bit in turn (a Z-order curve), so that a
/// box is a few ranges of numbers. Redis' own GEO commands end at 85 degrees.
///
/// One cell is at most 0.6 m wide. The antimeridian is the western edge, a pole has longitude -180.
final class CellRanges {
  private static final int BITS = 26;
  private static final int LAST = (1 << BITS) - 1;
  private static final int MOST_RANGES = 16;

  /// Numbers from `first` to `last`, and which of their cells are meant.
  record Range(long first, long last, Cells cells) {
    /// Whether a number of the range is meant.
    boolean holds(long number) {
      int x = gathered(number);
      int y = gathered(number >>> 1);
      return x >= cells.west && x <= cells.east && y >= cells.south && y <= cells.north;
    }
  }

  /// A rectangle of cells, all sides included.
  record Cells(int west, int south, int east, int north) {}

  private CellRanges() {}

  /// The number of a place.
  static long number(LonLat at) {
    boolean pole = Math.abs(at.lat()) == 90;
    return spread(pole ? 0 : column(at.lon())) | spread(row(at.lat())) << 1;
  }

  /// Ranges that hold the numbers of all places of a box, and of few besides.
  static List<Range> of(Box box) {
    int south = row(box.south());
    int north = row(box.north());
    int west = column(box.west());
    int east = box.east() == 180 ? LAST : column(box.east());
    boolean seam = box.west() == -180 || box.east() == 180 || box.crossesAntimeridian();
    List<Range> ranges = new ArrayList<>();
    if (box.crossesAntimeridian()) {
      cover(new Cells(west, south, LAST, north), ranges);
      cover(new Cells(0, south, east, north), ranges);
    } else {
      cover(new Cells(box.west() == 180 ? LAST : west, south, east, north), ranges);
    }
    if (seam) {
      cover(new Cells(0, south, 0, north), ranges);
    }
    if (box.north() == 90) {
      cover(new Cells(0, LAST, 0, LAST), ranges);
    }
    if (box.south() == -90) {
      cover(new Cells(0, 0, 0, 0), ranges);
    }
    return ranges;
  }

  /// Takes the smallest squares of which a few cover the rectangle.
  private static void cover(Cells cells, List<Range> ranges) {
    int shift = 0;
    while (count(cells, shift) > MOST_RANGES) {
      shift++;
    }
    for (int y = cells.south >> shift; y <= cells.north >> shift; y++) {
      for (int x = cells.west >> shift; x <= cells.east >> shift; x++) {
        long first = (spread(x) | spread(y) << 1) << (2 * shift);
        ranges.add(new Range(first, first + (1L << (2 * shift)) - 1, cells));
      }
    }
  }

  private static long count(Cells cells, int shift) {
    long columns = (cells.east >> shift) - (cells.west >> shift) + 1L;
    return columns * ((cells.north >> shift) - (cells.south >> shift) + 1L);
  }

  private static int column(double lon) {
    return lon == 180 ? 0 : scaled((lon + 180) / 360);
  }

  private static int row(double lat) {
    return scaled((lat + 90) / 180);
  }

  private static int scaled(double share) {
    return Math.min(LAST, (int) (share * (LAST + 1)));
  }

  private static long spread(int bits) {
    return Long.expand(bits, 0x5555_5555_5555_5555L);
  }

  private static int gathered(long number) {
    return (int) Long.compress(number, 0x5555_5555_5555_5555L);
  }
}
