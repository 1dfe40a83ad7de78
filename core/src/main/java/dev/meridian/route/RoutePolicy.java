package dev.meridian.route;

import dev.meridian.InvalidValueException;
import java.util.Locale;

/// What the router may do when the located region cannot take a task.
public enum RoutePolicy {
  /// The located region or none: data may not leave it.
  PIN,
  /// The located region, else its fallbacks in their order, else the nearest healthy one.
  PREFER,
  /// The healthy region nearest to the target.
  NEAREST,
  /// The healthy region with the shortest queue; nearer first among equals, then by id.
  ANY;

  /// The word in JSON and YAML.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The policy of a word, in any case.
  public static RoutePolicy of(String word) {
    for (RoutePolicy policy : values()) {
      if (policy.word().equals(word.toLowerCase(Locale.ROOT))) {
        return policy;
      }
    }
    throw new InvalidValueException("policy", word, "pin, prefer, nearest or any");
  }
}
