package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import org.jspecify.annotations.Nullable;

/// Asks one snapshot which fences contain a point, again and again, without allocating. It
/// remembers the cell of the last point, so that the next point of the same object mostly costs a
/// comparison. Not thread-safe.
public final class Probe {
  private final FenceIndex index;
  private final TreeProbe base;
  private final @Nullable TreeProbe delta;
  private int inBase;

  Probe(FenceIndex index) {
    this.index = index;
    this.base = index.baseProbe();
    this.delta = index.deltaProbe();
  }

  /// Finds the fences that contain a point, and says how many.
  ///
  /// @param lon -180 to 180
  /// @param lat -90 to 90
  public int find(double lon, double lat) {
    if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) {
      new LonLat(lon, lat); // complains
    }
    return find(Grid.units(lon), Grid.units(lat));
  }

  /// One of the fences found by the last [#find], in no order.
  ///
  /// @param index 0 to one less than their number
  public Fence fence(int index) {
    return index < inBase || delta == null
        ? this.index.baseFence(base.hit(index))
        : this.index.deltaFence(delta.hit(index - inBase));
  }

  int find(int x, int y) {
    inBase = base.find(x, y);
    return delta == null ? inBase : inBase + delta.find(x, y);
  }
}
