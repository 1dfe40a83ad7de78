package dev.meridian.carousel;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.GreatCircle;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The plan of a load: circular fences in rows, and objects each of which rides around one of them,
/// through its middle once in a round. All objects take turns; a position is known by its number.
/// Immutable.
///
/// @param objects how many, 1 or more
/// @param fences how many, 1 to [#MOST_FENCES]
/// @param rate positions a second of all objects together, 1 or more
public record Carousel(int objects, int fences, int rate) {
  /// The most fences there is room for.
  public static final int MOST_FENCES = 40_000;

  /// The most an object may ride, in metres a second, so that each of its positions is believed.
  public static final double FASTEST = 90;

  /// What all objects are called, as a pattern.
  static final String NAMES = "rider-*";

  private static final int ROUND = 10;
  private static final int ROW = 200;
  private static final double WEST = 6.5;
  private static final double SOUTH = 48;
  private static final double EASTWARD = 0.03;
  private static final double NORTHWARD = 0.02;
  private static final double RADIUS = 500;
  private static final double RIDE = 900;
  private static final double ACCURACY = 5;

  /// Checks the ranges.
  public Carousel {
    if (fences < 1 || fences > MOST_FENCES) {
      throw new InvalidValueException("fences", fences, "1.." + MOST_FENCES);
    }
    if (rate < 1) {
      throw new InvalidValueException("rate", rate, "at least 1");
    }
    if (objects < 1 || objects / (double) rate < RIDE / FASTEST) {
      int least = (int) Math.ceil(rate * RIDE / FASTEST);
      throw new InvalidValueException(
          "objects", objects, "at least " + least + " at this rate, none may be too fast");
    }
  }

  /// A fence as a Feature.
  ///
  /// @param fence 0 to [#fences] - 1
  public ObjectNode feature(int fence) {
    LonLat middle = middle(fence);
    ObjectNode feature = Json.object().put("type", "Feature").put("id", fenceName(fence));
    ObjectNode point = feature.putObject("geometry").put("type", "Point");
    point.putArray("coordinates").add(middle.lon()).add(middle.lat());
    feature.putObject("properties").put("radius", RADIUS);
    return feature;
  }

  private static String fenceName(int fence) {
    return "carousel-" + fence;
  }

  /// The id of the fence that an object rides around.
  public String fenceOf(int object) {
    return fenceName(object % fences);
  }

  /// Some fences as a FeatureCollection, as many as there are from the first on, `most` at most.
  public ObjectNode features(int first, int most) {
    ObjectNode collection = Json.object().put("type", "FeatureCollection");
    ArrayNode features = collection.putArray("features");
    for (int fence = first; fence < Math.min(fences, first + most); fence++) {
      features.add(feature(fence));
    }
    return collection;
  }

  /// The object of a position.
  public int objectOf(long position) {
    return (int) (position % objects);
  }

  /// What an object is called.
  public static String name(int object) {
    return "rider-" + object;
  }

  /// The number of the object that is called so.
  public static int numberOf(String name) {
    return Integer.parseInt(name, "rider-".length(), name.length(), 10);
  }

  /// When a position is due, after the first one.
  ///
  /// @return nanoseconds
  public long due(long position) {
    return Math.round(position * (1e9 / rate));
  }

  /// A position as a compact object in a line.
  ///
  /// @param start when the first position is due
  public String line(long position, Instant start) {
    int object = objectOf(position);
    LonLat at = place(object, position / objects);
    return "{\"object\":\"%s\",\"time\":\"%s\",\"lon\":%s,\"lat\":%s,\"accuracy\":%s}\n"
        .formatted(name(object), start.plusNanos(due(position)), at.lon(), at.lat(), ACCURACY);
  }

  /// How often an object entered its fence within its first positions.
  ///
  /// @param positions how many of them
  public long enters(int object, long positions) {
    return timesInside(object, positions);
  }

  /// How often an object left its fence within its first positions.
  ///
  /// @param positions how many of them
  public long exits(int object, long positions) {
    return timesInside(object, positions - 1);
  }

  /// Positions of an object among the first ones of all.
  public long positionsOf(int object, long positions) {
    return positions / objects + (object < positions % objects ? 1 : 0);
  }

  private long timesInside(int object, long positions) {
    return positions <= 0 ? 0 : (phase(object) + positions - 1) / ROUND;
  }

  /// Nobody begins inside: what was inside from the beginning did not enter.
  private static int phase(int object) {
    return 1 + object % (ROUND - 1);
  }

  private LonLat place(int object, long turn) {
    LonLat middle = middle(object % fences);
    int step = (int) ((phase(object) + turn) % ROUND);
    double bearing = step * (2 * Math.PI / (ROUND - 1));
    return step == 0 ? middle : beside(middle, bearing);
  }

  /// Near enough on a plane, as the ride is short and its edge far from the fence's.
  private static LonLat beside(LonLat middle, double bearing) {
    double degrees = Math.toDegrees(RIDE / GreatCircle.RADIUS);
    double east = degrees * Math.sin(bearing) / Math.cos(Math.toRadians(middle.lat()));
    return new LonLat(middle.lon() + east, middle.lat() + degrees * Math.cos(bearing));
  }

  private static LonLat middle(int fence) {
    int row = fence / ROW;
    return new LonLat(WEST + fence % ROW * EASTWARD, SOUTH + row * NORTHWARD);
  }
}
