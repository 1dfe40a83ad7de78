package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.PolygonArea;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads fences from GeoJSON: Features that are a Polygon, a MultiPolygon, or a Point with the
/// member `radius` (metres) among its properties, which is a circle.
///
/// An outline has up to 100,000 positions. It is repaired where its rings cross themselves or its
/// parts overlap, cut at the antimeridian, and taken to the nearest 1e-7 degrees.
public final class FenceReader {
  private static final int FIRST_VERSION = 1;

  private FenceReader() {}

  /// The fences of a FeatureCollection. One without an id is called by its place among the
  /// features, from 0.
  ///
  /// @throws InvalidValueException that names what cannot be taken, by its JSON pointer
  public static List<Fence> collection(JsonNode collection) {
    JsonNode features = collection.path("features");
    if (!collection.path("type").asString("").equals("FeatureCollection")) {
      throw new InvalidValueException("/type", shown(collection.path("type")), "FeatureCollection");
    }
    if (!features.isArray()) {
      throw new InvalidValueException("/features", shown(features), "an array of Features");
    }
    List<Fence> fences = new ArrayList<>(features.size());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < features.size(); i++) {
      String pointer = "/features/" + i;
      Fence fence = under(pointer, features.get(i), Integer.toString(i));
      if (!ids.add(fence.id())) {
        throw new InvalidValueException(pointer + "/id", fence.id(), "an id no other fence has");
      }
      fences.add(fence);
    }
    return fences;
  }

  /// The fence of a Feature with an id.
  ///
  /// @throws InvalidValueException that names what cannot be taken, by its JSON pointer
  public static Fence feature(JsonNode feature) {
    return feature(feature, FIRST_VERSION);
  }

  /// The fence of a Feature with an id, at some version.
  ///
  /// @param version 1 or more
  /// @throws InvalidValueException that names what cannot be taken, by its JSON pointer
  public static Fence feature(JsonNode feature, int version) {
    return fence(feature, null, version);
  }

  private static Fence under(String pointer, JsonNode feature, String name) {
    try {
      return fence(feature, name, FIRST_VERSION);
    } catch (InvalidValueException e) {
      throw e.under(pointer);
    }
  }

  private static Fence fence(JsonNode feature, @Nullable String name, int version) {
    if (!feature.path("type").asString("").equals("Feature")) {
      throw new InvalidValueException("/type", shown(feature.path("type")), "Feature");
    }
    JsonNode properties = feature.path("properties");
    return new Fence(
        id(feature.path("id"), name),
        version,
        outline(feature.path("geometry"), properties),
        rules(properties));
  }

  private static String id(JsonNode id, @Nullable String name) {
    if (id.isMissingNode() && name != null) {
      return name;
    }
    boolean named =
        id.isString() && !id.stringValue().isEmpty() && id.stringValue().length() <= 200;
    if (!named && !id.isIntegralNumber()) {
      throw new InvalidValueException("/id", shown(id), "1..200 characters or a whole number");
    }
    return id.asString();
  }

  private static Outline outline(JsonNode geometry, JsonNode properties) {
    try {
      return switch (geometry.path("type").asString("")) {
        case "Polygon", "MultiPolygon" -> PolygonMaker.of(PolygonArea.polygons(geometry));
        case "Point" ->
            CircleOutline.of(centre(geometry), FenceRulesJson.number(properties, "radius"));
        default ->
            throw new InvalidValueException(
                "/type", shown(geometry.path("type")), "Polygon, MultiPolygon or Point");
      };
    } catch (InvalidValueException e) {
      throw e.under(e.name().startsWith("/") ? "/geometry" : "/properties/");
    }
  }

  private static LonLat centre(JsonNode point) {
    JsonNode position = point.path("coordinates");
    if (!position.path(0).isNumber() || !position.path(1).isNumber()) {
      throw new InvalidValueException("/coordinates", shown(position), "[longitude, latitude]");
    }
    try {
      return new LonLat(
          position.get(0).doubleValue(Double.NaN), position.get(1).doubleValue(Double.NaN));
    } catch (InvalidValueException e) {
      throw new InvalidValueException("/coordinates", position, e.name() + " of " + e.expected());
    }
  }

  private static FenceRules rules(JsonNode properties) {
    try {
      RuleNames.check(properties);
      return FenceRulesJson.read(properties);
    } catch (InvalidValueException e) {
      throw e.under("/properties/");
    }
  }

  private static Object shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node;
  }
}
