package dev.meridian.config;

import dev.meridian.InvalidValueException;
import dev.meridian.config.TrackingSettings.Places;
import dev.meridian.geo.Gazetteer;
import dev.meridian.geo.Gazetteer.Named;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// Reads a file of named places: a GeoJSON FeatureCollection of Points with the property `name`;
/// whatever else is in it is passed over. Bounded: 500,000 features, 256 MiB, names of 200
/// characters. For one file.
public final class PlacesFile {
  private static final int MOST_FEATURES = 500_000;
  private static final long MOST_BYTES = 256L << 20;
  private static final int LONGEST_NAME = 200;

  private final List<Named> places = new ArrayList<>();
  private String type = "";

  private PlacesFile() {}

  /// The places of a file.
  ///
  /// @param folder of the file that names it
  /// @throws ConfigurationException with the first thing that is wrong
  public static Gazetteer read(Path folder, Places settings) {
    Path path = folder.resolve(settings.file());
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(path))) {
      require(Files.size(path) <= MOST_BYTES, "file", "too long", "at most 256 MiB");
      var file = new PlacesFile();
      file.document(stream);
      return new Gazetteer(file.places, settings.within());
    } catch (NoSuchFileException e) {
      throw refused(path, "file", "not found", "a file at " + path.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw refused(path, "file", String.valueOf(e.getMessage()), "a readable file");
    } catch (JacksonException e) {
      InvalidValueException why = Json.complaint(e);
      throw refused(path, why.name(), why.value(), why.expected());
    } catch (InvalidValueException e) {
      throw refused(path, e.name(), e.value(), e.expected());
    }
  }

  private static ConfigurationException refused(
      Path path, String field, String value, String expected) {
    String name = String.valueOf(path.getFileName());
    return new ConfigurationException(List.of(new Complaint(name, 0, 0, field, value, expected)));
  }

  private void document(InputStream stream) {
    try (JsonParser parser = Json.parser(stream)) {
      JsonToken first = parser.nextToken();
      require(first == JsonToken.START_OBJECT, "document", "no object", "a FeatureCollection");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        member(parser, parser.currentName());
      }
      require(parser.nextToken() == null, "document", "goes on after its end", "one JSON value");
    }
    require(type.equals("FeatureCollection"), "type", type, "FeatureCollection");
    require(!places.isEmpty(), "features", "none", "at least one");
  }

  private void member(JsonParser parser, String name) {
    JsonToken token = parser.nextToken();
    if (name.equals("features")) {
      require(token == JsonToken.START_ARRAY, "features", "no list", "a list of Features");
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(places.size() < MOST_FEATURES, "features", "more", "at most " + MOST_FEATURES);
        places.add(place(parser.readValueAsTree()));
      }
    } else if (name.equals("type") && token == JsonToken.VALUE_STRING) {
      type = parser.getString();
    } else {
      parser.skipChildren();
    }
  }

  private Named place(JsonNode feature) {
    try {
      return new Named(name(feature), at(feature.path("geometry")));
    } catch (InvalidValueException e) {
      throw e.under("features[" + places.size() + "].");
    }
  }

  private static String name(JsonNode feature) {
    JsonNode name = feature.path("properties").path("name");
    String text = name.stringValue("");
    boolean fits = !text.isBlank() && text.length() <= LONGEST_NAME;
    require(fits, "properties.name", name, "1.." + LONGEST_NAME + " characters");
    return text;
  }

  private static LonLat at(JsonNode geometry) {
    JsonNode type = geometry.path("type");
    require(type.stringValue("").equals("Point"), "geometry.type", type, "Point");
    JsonNode at = geometry.path("coordinates");
    boolean isPair = at.path(0).isNumber() && at.path(1).isNumber();
    require(isPair, "geometry.coordinates", at, "[longitude, latitude]");
    try {
      return new LonLat(at.get(0).asDouble(), at.get(1).asDouble());
    } catch (InvalidValueException e) {
      String expected = e.name() + " of " + e.expected();
      throw new InvalidValueException("geometry.coordinates", at, expected);
    }
  }

  private static void require(boolean fits, String field, Object value, String expected) {
    if (!fits) {
      throw new InvalidValueException(field, value, expected);
    }
  }
}
