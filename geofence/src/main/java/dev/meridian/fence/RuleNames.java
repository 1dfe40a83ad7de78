package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The names of the properties of a Feature that mean something to a fence, and which others look
/// as if one of them was meant.
final class RuleNames {
  private static final Set<String> ALL =
      Set.of(
          "actions",
          "approach",
          "ceiling",
          "dwell",
          "enterAtFirst",
          "exclusive",
          "exitBuffer",
          "floor",
          "groups",
          "kinds",
          "level",
          "minInside",
          "minOutside",
          "name",
          "objects",
          "priority",
          "radius",
          "ttl",
          "windows",
          "zone");

  /// So short that names of other things are one letter away from them.
  private static final Set<String> SHORT = Set.of("name", "ttl", "zone");

  private RuleNames() {}

  /// Refuses a property whose name is at most one letter away from that of a rule, hyphens,
  /// underscores and case aside. All other properties are their author's own.
  static void check(JsonNode properties) {
    for (String name : properties.propertyNames()) {
      String plain = name.replace("_", "").replace("-", "");
      if (!ALL.contains(name)) {
        for (String known : NearNames.of(plain, ALL, 1)) {
          if (!SHORT.contains(known)) {
            throw new InvalidValueException(name, properties.path(name), "the name " + known);
          }
        }
      }
    }
  }
}
