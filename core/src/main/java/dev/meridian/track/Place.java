package dev.meridian.track;

import dev.meridian.InvalidValueException;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in the log of crossings of a region, as Redis writes the ids of a stream.
///
/// @param millis of the clock of the log, 0 or more
/// @param count among those of one millisecond, 0 or more
public record Place(long millis, long count) implements Comparable<Place> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");
  private static final Comparator<Place> ORDER =
      Comparator.comparingLong(Place::millis).thenComparingLong(Place::count);

  /// Reads a place.
  ///
  /// @throws InvalidValueException if it is none
  public static Place of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new InvalidValueException("place", text, "two whole numbers like 1700000000000-0");
    }
    return new Place(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return millis + "-" + count;
  }
}
