package dev.meridian.config;

import dev.meridian.config.TrackingSettings.Places;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Reads which places crossings are told near of.
final class PlacesReader {
  private static final double WITHIN = 100_000;
  private static final double FARTHEST = 20_100_000;

  private PlacesReader() {}

  static Places read(Value value) {
    Fields fields = value.fields(Section.PLACES);
    return new Places(
        fields.require("file", PlacesReader::file, Path.of("missing"), "a GeoJSON file"),
        fields.read("within", PlacesReader::within, WITHIN));
  }

  private static Path file(Value value) {
    try {
      Path path = Path.of(value.text());
      if (!path.toString().isEmpty()) {
        return path;
      }
    } catch (InvalidPathException _) {
      // refused below
    }
    throw value.refuse("the path of a GeoJSON file");
  }

  private static double within(Value value) {
    double metres = value.number();
    if (metres <= 0 || metres > FARTHEST) {
      throw value.refuse("metres, above 0, at most 20100000");
    }
    return metres;
  }
}
