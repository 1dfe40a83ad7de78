package dev.meridian.config;

import dev.meridian.track.ObjectClasses;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What holds for objects that move. Immutable.
///
/// @param objects their classes
/// @param places that crossings are told near of; null for none
public record TrackingSettings(ObjectClasses objects, @Nullable Places places) {
  /// All objects are alike, and no places.
  public static final TrackingSettings NONE = new TrackingSettings(ObjectClasses.NONE, null);

  /// The file of named places.
  ///
  /// @param file relative to the file that names it
  /// @param within metres from a crossing, more than 0
  public record Places(Path file, double within) {}
}
