package dev.meridian.track;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.List;

/// The classes of objects that an operator tells apart. Immutable.
///
/// @param all up to [#MOST], in the order in which they are looked through
public record ObjectClasses(List<ObjectClass> all) {
  /// The most classes.
  public static final int MOST = 100;

  /// All objects are alike.
  public static final ObjectClasses NONE = new ObjectClasses(List.of());

  /// Checks the bound.
  public ObjectClasses {
    all = List.copyOf(all);
    if (all.size() > MOST) {
      throw new InvalidValueException("objects", all.size(), "at most " + MOST + " classes");
    }
  }

  /// The place of the first class that matches an object; -1 if none does.
  public int indexOf(String object) {
    for (int i = 0; i < all.size(); i++) {
      if (IdPatterns.anyMatches(all.get(i).match(), object)) {
        return i;
      }
    }
    return -1;
  }

  /// How far ahead of the clock a fix of an object may be.
  ///
  /// @param standard where its class says nothing
  public Duration skew(String object, Duration standard) {
    int index = indexOf(object);
    Duration said = index < 0 ? null : all.get(index).skew();
    return said == null ? standard : said;
  }
}
