package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.geotools.referencing.CRS;
import org.geotools.referencing.ReferencingFactoryFinder;
import org.geotools.referencing.crs.DefaultGeographicCRS;
import org.opengis.referencing.FactoryException;
import org.opengis.referencing.operation.MathTransform;
import org.opengis.referencing.operation.TransformException;

/// The way from a reference system to CRS84 (WGS 84, longitude first). The one class that names
/// GeoTools; loaded only when a request names a projected system. Thread-safe.
final class Reprojection implements Geometries.Move {
  private static final Map<Integer, Reprojection> KNOWN = new ConcurrentHashMap<>();
  private static final Pattern EPSG =
      Pattern.compile("(?:.*[/:])?EPSG(?:[/:][\\d.]*)?[/:](\\d{4,6})", Pattern.CASE_INSENSITIVE);
  private static final Pattern DEGREES =
      Pattern.compile(
          "(?:.*[/:])?(?:CRS84h?|EPSG(?:[/:][\\d.]*)?[/:](?:4326|4258|4269))",
          Pattern.CASE_INSENSITIVE);

  private final MathTransform transform;

  private Reprojection(MathTransform transform) {
    this.transform = transform;
  }

  /// The way from a system; empty for those in degrees that need none.
  ///
  /// @param crs a name, URN or URL of an EPSG code or of CRS84
  /// @throws InvalidValueException if it is not among those shipped
  static Optional<Reprojection> from(String crs) {
    if (DEGREES.matcher(crs).matches()) {
      return Optional.empty();
    }
    Matcher code = EPSG.matcher(crs);
    String wkt =
        Optional.of(code)
            .filter(Matcher::matches)
            .flatMap(c -> CrsDefinitions.wkt(Integer.parseInt(c.group(1))))
            .orElseThrow(() ->
                new InvalidValueException(
                    "/crs",
                    crs,
                    "CRS84 or EPSG:n, n one of 4326, 4258, 4269, 3857, 326zz, 327zz, 258zz,"
                        + " 269zz, 2056, 2154, 2180, 27700, 28992, 3006, 3035, 3067, 5070,"
                        + " 31466..31469"));
    return Optional.of(KNOWN.computeIfAbsent(Integer.parseInt(code.group(1)), c -> parse(wkt)));
  }

  /// Longitude and latitude of a point.
  ///
  /// @throws IllegalArgumentException if the system does not reach there
  @Override
  public double[] to(double x, double y) {
    double[] point = {x, y};
    try {
      transform.transform(point, 0, point, 0, 1);
      return point;
    } catch (TransformException e) {
      throw new IllegalArgumentException("outside of the reference system", e);
    }
  }

  private static Reprojection parse(String wkt) {
    try {
      var crs = ReferencingFactoryFinder.getCRSFactory(null).createFromWKT(wkt);
      return new Reprojection(CRS.findMathTransform(crs, DefaultGeographicCRS.WGS84, true));
    } catch (FactoryException e) {
      throw new IllegalStateException("definition of a reference system", e);
    }
  }
}
