package dev.meridian.tracking;

import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceReader;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Vehicles that drive all over central Europe at 5 to 30 m/s and tell where they are once a
/// second; and fences 1 to 20 km wide there, half of them circles and half of them polygons.
final class Fleet {
  private static final double WEST = -5;
  private static final double EAST = 25;
  private static final double SOUTH = 40;
  private static final double NORTH = 55;
  private static final double DEGREE = TrackingScene.DEGREE;
  private static final int CORNERS = 24;
  private static final double ACCURACY = 8;
  private static final ObjectNode NOTHING = Json.object();

  private final SplittableRandom random = new SplittableRandom(20261122);
  private final double[] lons;
  private final double[] lats;
  private final double[] speeds;
  private final double[] headings;
  private long seconds;

  Fleet(int vehicles) {
    lons = random.doubles(vehicles, WEST, EAST).toArray();
    lats = random.doubles(vehicles, SOUTH, NORTH).toArray();
    speeds = random.doubles(vehicles, 5, 30).toArray();
    headings = random.doubles(vehicles, 0, 2 * Math.PI).toArray();
  }

  int size() {
    return lons.length;
  }

  /// Somewhere in the region.
  static LonLat place(SplittableRandom random) {
    return new LonLat(random.nextDouble(WEST, EAST), random.nextDouble(SOUTH, NORTH));
  }

  /// Of 500 m to 10 km round their middle.
  List<Fence> fences(int count) {
    List<Fence> fences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double radius = random.nextDouble(500, 10_000);
      fences.add(FenceReader.feature(feature("fence-" + i, place(random), radius, i % 2 == 0)));
    }
    return fences;
  }

  /// A circle, or a star of 24 corners.
  static ObjectNode feature(String id, LonLat centre, double radius, boolean isRound) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", id);
    ObjectNode properties = feature.putObject("properties");
    ObjectNode geometry = feature.putObject("geometry");
    if (isRound) {
      properties.put("radius", radius);
      geometry.put("type", "Point").putArray("coordinates").add(centre.lon()).add(centre.lat());
      return feature;
    }
    ArrayNode ring = geometry.put("type", "Polygon").putArray("coordinates").addArray();
    for (int corner = 0; corner <= CORNERS; corner++) {
      double angle = 2 * Math.PI * (corner % CORNERS) / CORNERS;
      double wide = radius * (1 + 0.2 * Math.sin(5 * angle)) / DEGREE;
      double east = wide * Math.cos(angle) / Math.cos(Math.toRadians(centre.lat()));
      ring.addArray().add(centre.lon() + east).add(centre.lat() + wide * Math.sin(angle));
    }
    return feature;
  }

  /// All go on for a second.
  void drive() {
    seconds++;
    for (int i = 0; i < lons.length; i++) {
      headings[i] += random.nextDouble(-0.05, 0.05);
      double metres = speeds[i] / DEGREE;
      lats[i] += metres * Math.cos(headings[i]);
      lons[i] += metres * Math.sin(headings[i]) / Math.cos(Math.toRadians(lats[i]));
    }
  }

  /// The positions of some of them now.
  List<Position> positions(int from, int to) {
    Instant now = TrackingScene.START.plusSeconds(seconds);
    List<Position> positions = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      positions.add(
          new Position(
              "vehicle-" + i,
              now,
              new LonLat(lons[i], lats[i]),
              ACCURACY,
              seconds,
              Motion.UNKNOWN,
              NOTHING));
    }
    return positions;
  }
}
