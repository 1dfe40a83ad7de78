package dev.meridian.fence;

import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import java.util.List;

/// The outline of a fence that an object was in when its state was kept, and that has changed since
/// or is gone: nobody knows more of it than its size. Decides nothing, covers nothing, and is in no
/// index.
///
/// @param squareMetres 0 if that is not known either
record UnknownOutline(double squareMetres) implements Outline {
  @Override
  public boolean covers(LonLat point) {
    return false;
  }

  @Override
  public double edgeDistance(LonLat point) {
    return Double.NaN;
  }

  @Override
  public int vertices() {
    return 0;
  }

  @Override
  public List<Box> boxes() {
    return List.of();
  }
}
