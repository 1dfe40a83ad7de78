package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.route.Target;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where a task of a canvas belongs, by its options `region`, `source` or `near` (longitude and
/// latitude in degrees).
public final class Targets {
  /// The names of these options, which no other program knows.
  public static final List<String> NAMES = List.of("region", "source", "near");

  private Targets() {}

  /// What the options say; empty if nothing.
  ///
  /// @throws InvalidValueException that names the option
  public static Optional<Target> of(ObjectNode options) {
    String region = options.path("region").stringValue(null);
    String source = options.path("source").stringValue(null);
    JsonNode near = options.path("near");
    if (region != null) {
      return Optional.of(new Target.ToRegion(region));
    }
    if (source != null) {
      return Optional.of(new Target.ToSource(source));
    }
    if (near.isMissingNode() || near.isNull()) {
      return Optional.empty();
    }
    if (!near.isArray() || !near.path(0).isNumber() || !near.path(1).isNumber()) {
      throw new InvalidValueException("near", near.getNodeType(), "[longitude, latitude]");
    }
    return Optional.of(
        new Target.Near(
            new LonLat(
                near.path(0).doubleValue(Double.NaN), near.path(1).doubleValue(Double.NaN))));
  }
}
