package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.util.List;

/// A fence: a place on the globe with the rules by which objects enter and leave it. Immutable.
///
/// @param id its name, 1 to 200 characters
/// @param version of outline and rules, from 1, greater after every edit
/// @param outline where it ends
/// @param rules when its edge counts as crossed
public record Fence(String id, int version, Outline outline, FenceRules rules) {
  private static final int LONGEST_ID = 200;

  /// Checks the ranges.
  public Fence {
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new InvalidValueException("id", id, "1..200 characters");
    }
    if (version < 1) {
      throw new InvalidValueException("version", version, "1 or more");
    }
  }

  /// Of id and version, which name one fence: it is asked for often.
  @Override
  public int hashCode() {
    return 31 * id.hashCode() + version;
  }

  /// The groups it belongs to, the exclusive one among them.
  public List<String> groups() {
    return rules.groups();
  }
}
