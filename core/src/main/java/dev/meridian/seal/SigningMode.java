package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import java.util.Locale;

/// What a node does about signatures.
public enum SigningMode {
  /// Neither signs nor looks at signatures.
  OFF,
  /// Signs what it sends and takes everything, to move a running system to [#REQUIRE].
  SIGN,
  /// Signs what it sends and refuses what is not signed, or wrongly.
  REQUIRE;

  /// The mode of a name: `off`, `sign` or `require`.
  ///
  /// @throws InvalidValueException about any other
  public static SigningMode of(String name) {
    return switch (name) {
      case "off" -> OFF;
      case "sign" -> SIGN;
      case "require" -> REQUIRE;
      default -> throw new InvalidValueException("signing", name, "off, sign or require");
    };
  }

  /// Its name, in lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
