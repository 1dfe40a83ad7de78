package dev.meridian.fence;

import dev.meridian.geo.LonLat;

/// The outline of a fence that an object was in when its state was kept, and that has changed since
/// or is gone: nobody knows it any more. Decides nothing, covers nothing, and is in no index.
enum UnknownOutline implements Outline {
  /// The only one.
  INSTANCE;

  @Override
  public boolean covers(LonLat point) {
    return false;
  }

  @Override
  public double edgeDistance(LonLat point) {
    return Double.NaN;
  }

  @Override
  public double squareMetres() {
    return 0;
  }

  @Override
  public int vertices() {
    return 0;
  }
}
