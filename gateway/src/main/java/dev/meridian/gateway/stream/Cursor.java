package dev.meridian.gateway.stream;

import dev.meridian.InvalidValueException;
import dev.meridian.track.Place;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far a client is in the logs of all regions, as text that means nothing to it:
/// `fra:1700-0,gru:1699-3`. Immutable.
///
/// @param places by region, the last crossing it knows of
public record Cursor(Map<String, Place> places) {
  private static final int LONGEST = 8 << 10;
  private static final Pattern PART =
      Pattern.compile("([a-z0-9][a-z0-9-]{0,31}):([0-9]{1,18}-[0-9]{1,18})");

  /// Copies the places.
  public Cursor {
    places = Map.copyOf(places);
  }

  /// Reads a cursor.
  ///
  /// @throws InvalidValueException if it is none
  public static Cursor of(String text) {
    Map<String, Place> places = new TreeMap<>();
    if (text.length() > LONGEST) {
      throw invalid(text);
    }
    for (String part : text.split(",", -1)) {
      Matcher form = PART.matcher(part);
      if (!form.matches() || places.put(form.group(1), Place.of(form.group(2))) != null) {
        throw invalid(text);
      }
    }
    return new Cursor(places);
  }

  private static InvalidValueException invalid(String text) {
    return new InvalidValueException("cursor", text, "one that this stream gave you");
  }

  /// The time of its latest crossing, by the clock of the logs; 0 if there is none.
  long millis() {
    return places.values().stream().mapToLong(Place::millis).max().orElse(0);
  }

  /// The text, the same for the same places.
  @Override
  public String toString() {
    return text(places);
  }

  /// The text of a cursor at these places.
  static String text(Map<String, Place> places) {
    StringJoiner text = new StringJoiner(",");
    new TreeMap<>(places).forEach((region, place) -> text.add(region + ":" + place));
    return text.toString();
  }
}
