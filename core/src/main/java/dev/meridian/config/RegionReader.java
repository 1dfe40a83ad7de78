package dev.meridian.config;

import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import java.util.List;
import java.util.Set;

/// Reads the regions.
final class RegionReader {
  static final int MOST_QUEUED = 100_000_000;

  private final Parser<String> id = Parsers.once(value -> Region.checkId(value.text()));
  private final Defaults defaults;
  private final Set<String> known;

  /// A reader of regions.
  ///
  /// @param known the ids of all regions of the file
  RegionReader(Defaults defaults, Set<String> known) {
    this.defaults = defaults;
    this.known = known;
  }

  Region read(Value value) {
    Fields fields = value.fields(Section.REGION);
    String name = fields.require("id", id, "missing", "an id such as fra");
    return new Region(
        name,
        fields.read("title", Value::text, name),
        fields.require("location", Parsers::location, new LonLat(0, 0), "[longitude, latitude]"),
        fields.read("area", Parsers::area).orElse(null),
        fields.read("broker", Parsers::broker).orElse(defaults.broker()),
        fields.read("fallback", list -> fallback(list, name), List.of()),
        fields.read("maxQueued", max -> max.integer(1, MOST_QUEUED), defaults.maxQueued()),
        fields.read("lanes", RegionReader::lanes, defaults.lanes()));
  }

  static int lanes(Value value) {
    return value.integer(0, Region.MOST_LANES);
  }

  private List<String> fallback(Value list, String self) {
    Parser<String> other = Parsers.once(Parsers.oneOf(known));
    return list.each(value -> {
      String region = other.parse(value);
      if (region.equals(self)) {
        throw value.refuse("another region than " + self);
      }
      return region;
    });
  }
}
