package dev.meridian.tracking;

import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed.Kind;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// How a worker is doing with the positions of one region.
///
/// @param tally what became of them
/// @param consumed partitions it consumes, as the one that is given their messages or in reserve
/// @param held partitions of which messages came within the last minute
public record RegionFigures(Tally tally, int consumed, int held) {
  /// Those of two workers together.
  public RegionFigures plus(RegionFigures other) {
    return new RegionFigures(tally.plus(other.tally), consumed + other.consumed, held + other.held);
  }

  /// All of it, for people and programs.
  ObjectNode json() {
    ObjectNode json = Json.object();
    ObjectNode positions = json.putObject("positions");
    for (Verdict verdict : Verdict.values()) {
      positions.put(word(verdict), tally.of(verdict));
    }
    ObjectNode crossings = json.putObject("crossings");
    for (Kind kind : Kind.values()) {
      crossings.put(kind.word(), tally.of(kind));
    }
    for (Tally.Count count : Tally.Count.values()) {
      json.put(word(count), tally.of(count));
    }
    json.putObject("partitions").put("consumed", consumed).put("held", held);
    return json;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
