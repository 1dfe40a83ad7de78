package dev.meridian.fetch;

import java.util.Locale;
import java.util.Optional;

/// Definitions of common projected reference systems by EPSG code, as WKT 1 (OGC 01-009) with the
/// easting first, from the published parameters of each. There is no data base behind them, so a
/// name from a request is never looked up anywhere.
final class CrsDefinitions {
  private static final String GRS80 = "SPHEROID[\"GRS 1980\",6378137,298.257222101]";
  private static final String BESSEL = "SPHEROID[\"Bessel 1841\",6377397.155,299.1528128]";
  private static final String WGS84 =
      geographic("SPHEROID[\"WGS 84\",6378137,298.257223563]", "0,0,0,0,0,0,0");
  private static final String ETRS89 = geographic(GRS80, "0,0,0,0,0,0,0");
  private static final String DHDN = geographic(BESSEL, "598.1,73.7,418.2,0.202,0.045,-2.455,6.7");
  private static final String CH1903 = geographic(BESSEL, "674.374,15.056,405.346,0,0,0,0");
  private static final String AMERSFOORT =
      geographic(BESSEL, "565.2369,50.0087,465.658,-0.406857,0.350733,-1.870347,4.0812");
  private static final String OSGB36 =
      geographic(
          "SPHEROID[\"Airy 1830\",6377563.396,299.3249646]",
          "446.448,-125.157,542.06,0.15,0.247,0.842,-20.489");

  private CrsDefinitions() {}

  /// The definition of a code; empty if it is not among those shipped.
  static Optional<String> wkt(int code) {
    return switch (code) {
      case 3857, 900913 -> Optional.of(webMercator());
      case 3035 -> Optional.of(laeaEurope());
      case 2154 -> Optional.of(lambert93());
      case 5070 -> Optional.of(albersUsa());
      case 2056 -> Optional.of(swiss());
      case 28992 -> Optional.of(dutch());
      case 27700 -> Optional.of(mercator(OSGB36, 49, -2, 0.9996012717, 400_000, -100_000));
      case 3006 -> Optional.of(utm(ETRS89, 33, 0));
      case 3067 -> Optional.of(utm(ETRS89, 35, 0));
      case 2180 -> Optional.of(mercator(ETRS89, 0, 19, 0.9993, 500_000, -5_300_000));
      default -> zoned(code);
    };
  }

  private static Optional<String> zoned(int code) {
    int zone = code % 100;
    return switch (code / 100) {
      case 326 -> utmIf(zone >= 1 && zone <= 60, WGS84, zone, 0);
      case 327 -> utmIf(zone >= 1 && zone <= 60, WGS84, zone, 10_000_000);
      case 258 -> utmIf(zone >= 28 && zone <= 38, ETRS89, zone, 0);
      case 269 -> utmIf(zone >= 1 && zone <= 23, ETRS89, zone, 0);
      case 314 -> gaussKrueger(zone - 64);
      default -> Optional.empty();
    };
  }

  private static Optional<String> gaussKrueger(int zone) {
    return zone >= 2 && zone <= 5
        ? Optional.of(mercator(DHDN, 0, 3 * zone, 1, 1_000_000 * zone + 500_000, 0))
        : Optional.empty();
  }

  private static Optional<String> utmIf(boolean exists, String base, int zone, int north) {
    return exists ? Optional.of(utm(base, zone, north)) : Optional.empty();
  }

  private static String utm(String base, int zone, int falseNorthing) {
    return mercator(base, 0, 6 * zone - 183, 0.9996, 500_000, falseNorthing);
  }

  /// Transverse Mercator.
  private static String mercator(
      String base, double lat, double lon, double scale, int east, int north) {
    return projected(
        base,
        "Transverse_Mercator",
        "latitude_of_origin",
        lat,
        "central_meridian",
        lon,
        "scale_factor",
        scale,
        "false_easting",
        (double) east,
        "false_northing",
        (double) north);
  }

  private static String webMercator() {
    return projected(
        WGS84,
        "Popular Visualisation Pseudo Mercator",
        "semi_minor",
        6_378_137d,
        "latitude_of_origin",
        0d,
        "central_meridian",
        0d,
        "scale_factor",
        1d,
        "false_easting",
        0d,
        "false_northing",
        0d);
  }

  private static String laeaEurope() {
    return projected(
        ETRS89,
        "Lambert_Azimuthal_Equal_Area",
        "latitude_of_center",
        52d,
        "longitude_of_center",
        10d,
        "false_easting",
        4_321_000d,
        "false_northing",
        3_210_000d);
  }

  private static String lambert93() {
    return projected(
        ETRS89,
        "Lambert_Conformal_Conic_2SP",
        "standard_parallel_1",
        49d,
        "standard_parallel_2",
        44d,
        "latitude_of_origin",
        46.5,
        "central_meridian",
        3d,
        "false_easting",
        700_000d,
        "false_northing",
        6_600_000d);
  }

  private static String albersUsa() {
    return projected(
        ETRS89,
        "Albers_Conic_Equal_Area",
        "standard_parallel_1",
        29.5,
        "standard_parallel_2",
        45.5,
        "latitude_of_center",
        23d,
        "longitude_of_center",
        -96d,
        "false_easting",
        0d,
        "false_northing",
        0d);
  }

  private static String swiss() {
    return projected(
        CH1903,
        "Oblique_Mercator",
        "latitude_of_center",
        46.952405555555565,
        "longitude_of_center",
        7.439583333333333,
        "azimuth",
        90d,
        "scale_factor",
        1d,
        "rectified_grid_angle",
        90d,
        "false_easting",
        2_600_000d,
        "false_northing",
        1_200_000d);
  }

  private static String dutch() {
    return projected(
        AMERSFOORT,
        "Oblique_Stereographic",
        "latitude_of_origin",
        52.1561605555556,
        "central_meridian",
        5.38763888888889,
        "scale_factor",
        0.9999079,
        "false_easting",
        155_000d,
        "false_northing",
        463_000d);
  }

  private static String geographic(String spheroid, String toWgs84) {
    return "GEOGCS[\"base\",DATUM[\"base\",%s,TOWGS84[%s]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.017453292519943295],AXIS[\"Longitude\",EAST],AXIS[\"Latitude\",NORTH]]"
        .formatted(spheroid, toWgs84);
  }

  private static String projected(String base, String method, Object... parameters) {
    var wkt = new StringBuilder("PROJCS[\"projected\"," + base + ",PROJECTION[\"" + method + "\"]");
    for (int i = 0; i < parameters.length; i += 2) {
      wkt.append(
          String.format(Locale.ROOT, ",PARAMETER[\"%s\",%s]", parameters[i], parameters[i + 1]));
    }
    return wkt + ",UNIT[\"m\",1],AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH]]";
  }
}
