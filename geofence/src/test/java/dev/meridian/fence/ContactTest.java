package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.util.GeometryFixer;

/// When a way meets an edge: for polygons as JTS intersects it with their boundary, for circles as
/// a thousand places of the way say, with distances by the angle between directions; also across
/// the antimeridian.
final class ContactTest {
  private static final double RADIUS = 6_371_008.8;
  private static final int WAYS = 400;
  private static final int PLACES = 1_000;

  /// Both round to 1e-7 degrees; a way is at least a thousand times as long.
  private static final double ROUNDING = 1e-3;

  @ParameterizedTest
  @ValueSource(doubles = {8.5, 180, -179.99})
  void polygonsAreMetWhereTheirBoundaryIs(double lon) {
    var random = new SplittableRandom(Double.doubleToLongBits(lon));
    int met = 0;
    for (int i = 0; i < WAYS; i++) {
      Geometry shape = GeometryFixer.fix(Shapes.star(random, new Coordinate(lon, 50), 0.05, 1e-6));
      PolygonOutline outline = PolygonMaker.of(shape);
      Coordinate from = place(random, lon);
      Coordinate to = place(random, lon);
      List<Double> shares = new ArrayList<>();
      if (from.distance(to) > 0.01) {
        Geometry way = Shapes.GEOMETRIES.createLineString(new Coordinate[] {from, to});
        for (Coordinate at : shape.getBoundary().intersection(way).getCoordinates()) {
          shares.add(from.distance(at) / from.distance(to));
        }
        check(Contact.of(outline, lonLat(from), lonLat(to)), shares, "way " + i);
      }
      met += shares.isEmpty() ? 0 : 1;
    }
    assertThat(met).isBetween(WAYS / 4, WAYS - 20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {8.5, 180, -179.99})
  void circlesAreMetWhereTheDistanceIsTheRadius(double lon) {
    var random = new SplittableRandom(Double.doubleToLongBits(lon));
    int met = 0;
    for (int i = 0; i < WAYS; i++) {
      Coordinate centre = place(random, lon);
      double radius = random.nextDouble(500, 5_000);
      Coordinate from = place(random, lon);
      Coordinate to = place(random, lon);
      List<Double> shares = new ArrayList<>();
      boolean was = distance(centre, from) <= radius;
      boolean fromInside = was;
      for (int place = 1; place <= PLACES; place++) {
        double share = (double) place / PLACES;
        boolean is = distance(centre, between(from, to, share)) <= radius;
        if (is != was) {
          shares.add(share - 0.5 / PLACES);
        }
        was = is;
      }
      var contact = Contact.of(CircleOutline.of(lonLat(centre), radius), lonLat(from), lonLat(to));
      if (fromInside == was && was) {
        continue;
      }
      if (fromInside) {
        assertThat(contact.orElseThrow().last()).isCloseTo(shares.getLast(), within(ROUNDING));
      } else if (!shares.isEmpty()) {
        check(contact, shares, "way " + i);
      } else {
        contact.ifPresent(c -> assertThat(c.last() - c.first()).isLessThan(1.0 / PLACES));
      }
      met += shares.isEmpty() ? 0 : 1;
    }
    assertThat(met).isBetween(WAYS / 20, WAYS - 20);
  }

  private static void check(Optional<Contact> contact, List<Double> shares, String as) {
    assertThat(contact.isPresent()).as(as).isEqualTo(!shares.isEmpty());
    shares.sort(null);
    contact.ifPresent(found -> {
      assertThat(found.first()).as(as).isCloseTo(shares.getFirst(), within(ROUNDING));
      assertThat(found.last()).as(as).isCloseTo(shares.getLast(), within(ROUNDING));
    });
  }

  private static Coordinate place(SplittableRandom random, double lon) {
    return new Coordinate(lon + random.nextDouble(-0.1, 0.1), 50 + random.nextDouble(-0.1, 0.1));
  }

  private static Coordinate between(Coordinate from, Coordinate to, double share) {
    return new Coordinate(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y));
  }

  private static LonLat lonLat(Coordinate at) {
    return new LonLat(at.x - 360 * Math.rint(at.x / 360), at.y);
  }

  /// Metres on the globe, by the angle between two directions.
  private static double distance(Coordinate a, Coordinate b) {
    double[] p = direction(a);
    double[] q = direction(b);
    double x = p[1] * q[2] - p[2] * q[1];
    double y = p[2] * q[0] - p[0] * q[2];
    double z = p[0] * q[1] - p[1] * q[0];
    double dot = p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
    return RADIUS * Math.atan2(Math.sqrt(x * x + y * y + z * z), dot);
  }

  private static double[] direction(Coordinate at) {
    double lon = Math.toRadians(at.x);
    double lat = Math.toRadians(at.y);
    return new double[] {
      Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)
    };
  }
}
