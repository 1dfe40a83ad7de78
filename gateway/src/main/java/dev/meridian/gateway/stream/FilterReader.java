package dev.meridian.gateway.stream;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.geo.Box;
import dev.meridian.track.Crossed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what a client wants to hear of. Whatever is wrong is an [InvalidValueException].
public final class FilterReader {
  /// The members of a filter.
  public static final List<String> MEMBERS =
      List.of("fences", "groups", "objects", "bbox", "kinds");

  private static final int MOST_VALUES = 1_000;
  private static final int LONGEST_VALUE = 256;
  private static final int SIDES = 4;
  private static final List<String> KINDS =
      Stream.of(Crossed.Kind.values()).map(Crossed.Kind::word).toList();

  private FilterReader() {}

  /// The filter of an object that has these members, and others that are not looked at.
  public static Filter read(JsonNode json) {
    return new Filter(
        new LinkedHashSet<>(words(json, "fences")),
        new LinkedHashSet<>(words(json, "groups")),
        objects(words(json, "objects")),
        box(json.path("bbox")),
        kinds(words(json, "kinds")));
  }

  /// The complaint about a name that nobody knows.
  static InvalidValueException unknown(String what, String name, Collection<String> known) {
    return new InvalidValueException(what, name, NearNames.expectation(name, known));
  }

  private static List<String> words(JsonNode json, String name) {
    JsonNode list = json.path(name);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_VALUES) {
      throw new InvalidValueException(
          name, list.isArray() ? list.size() + " of them" : list, "a list of 1.." + MOST_VALUES);
    }
    List<String> words = new ArrayList<>();
    for (JsonNode item : list) {
      String word = item.stringValue("");
      if (word.isEmpty() || word.length() > LONGEST_VALUE) {
        throw new InvalidValueException(name, item, "strings of 1.." + LONGEST_VALUE);
      }
      words.add(word);
    }
    return words;
  }

  private static Filter.Objects objects(List<String> words) {
    Set<String> ids = new LinkedHashSet<>();
    Set<String> beginnings = new LinkedHashSet<>();
    for (String word : words) {
      int star = word.indexOf('*');
      if (star < 0) {
        ids.add(word);
      } else if (star == word.length() - 1) {
        beginnings.add(word.substring(0, star));
      } else {
        throw new InvalidValueException("objects", word, "an id, or how ids begin and then *");
      }
    }
    return new Filter.Objects(ids, List.copyOf(beginnings));
  }

  private static @Nullable Box box(JsonNode sides) {
    if (sides.isMissingNode() || sides.isNull()) {
      return null;
    }
    boolean four = sides.isArray() && sides.size() == SIDES;
    if (!four || !sides.valueStream().allMatch(JsonNode::isNumber)) {
      throw new InvalidValueException("bbox", sides, "west, south, east, north in degrees");
    }
    try {
      return new Box(
          sides.path(0).doubleValue(Double.NaN),
          sides.path(1).doubleValue(Double.NaN),
          sides.path(2).doubleValue(Double.NaN),
          sides.path(3).doubleValue(Double.NaN));
    } catch (InvalidValueException e) {
      throw e.under("bbox/");
    }
  }

  private static Set<Crossed.Kind> kinds(List<String> words) {
    Set<Crossed.Kind> kinds = EnumSet.noneOf(Crossed.Kind.class);
    for (String word : words) {
      if (!KINDS.contains(word)) {
        throw unknown("kinds", word, KINDS);
      }
      kinds.add(Crossed.Kind.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return kinds;
  }
}
