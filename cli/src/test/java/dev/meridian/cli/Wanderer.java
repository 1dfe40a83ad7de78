package dev.meridian.cli;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.track.ObjectClass;
import dev.meridian.track.ObjectClasses;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An object that is at one of two places, inside of a fence or outside, or silent, by chance, and
/// what has to be told of it by a count of its own. It may be heard of every ten seconds.
final class Wanderer {
  /// Between two positions that it may send.
  static final Duration STEP = Duration.ofSeconds(10);

  private static final Duration DWELL = Duration.ofSeconds(25);
  private static final Duration TTL = Duration.ofSeconds(35);

  /// Those that are lost soon, and leave then; and all others.
  static final ObjectClasses CLASSES =
      new ObjectClasses(
          List.of(
              new ObjectClass(List.of("shy-*"), 1_000.0, null, TTL, true, null),
              new ObjectClass(List.of("*"), 1_000.0, null, null, null, null)));

  private final String name;
  private final Random random;
  private final List<String> owed = new ArrayList<>();
  private boolean inside;
  private boolean lost;
  private boolean dwelt;
  private Instant last = Instant.EPOCH;
  private Instant outside = Instant.EPOCH; // when it last was, before it entered
  private int silence;

  /// @param name begins with `shy-` if it can be lost
  Wanderer(String name, Random random) {
    this.name = name;
    this.random = random;
  }

  String name() {
    return name;
  }

  /// Their fence.
  static ObjectNode fence() {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", "place");
    ObjectNode point = feature.putObject("geometry").put("type", "Point");
    point.putArray("coordinates").add(20).add(0);
    feature.putObject("properties").put("radius", 500).put("dwell", DWELL.toSeconds());
    return feature;
  }

  /// An object inside of it or outside.
  static Position at(String object, Instant time, boolean inside) {
    LonLat place = new LonLat(inside ? 20 : 20.01, 0);
    return new Position(object, time, place, 0, 0, Motion.UNKNOWN, Json.object());
  }

  /// What is heard of it at a time, which is a step after the last one; null if it is silent. It
  /// enters only from where it was heard of a step before.
  @Nullable Position step(Instant now) {
    pass(now);
    if (silence > 0) {
      silence--;
      return null;
    }
    if (random.nextInt(4) == 0) {
      silence = random.nextInt(6);
      return null;
    }
    boolean isHeard = last.plus(STEP).equals(now);
    boolean next = inside ? random.nextInt(4) > 0 : isHeard && random.nextInt(3) > 0;
    move(now, next);
    return at(name, now, next);
  }

  private void move(Instant now, boolean next) {
    if (next && !inside) {
      owed.add(word(Kind.ENTER, now));
      outside = last;
      dwelt = false;
    } else if (inside && !next) {
      owed.add(word(Kind.EXIT, now));
    }
    inside = next;
    last = now;
    lost = false;
  }

  /// Counts what is due until a time.
  void pass(Instant now) {
    // It entered between two fixes, so this is less than a step too early, and no step is between.
    if (inside && !dwelt && !outside.plus(DWELL).plus(STEP).isAfter(now)) {
      owed.add("dwell");
      dwelt = true;
    }
    Instant loss = last.plus(TTL);
    if (name.startsWith("shy-") && !lost && !last.equals(Instant.EPOCH) && !loss.isAfter(now)) {
      lost = true;
      owed.add(word(Kind.LOST, loss));
      if (inside) {
        owed.add(word(Kind.EXIT, loss));
        inside = false;
      }
    }
  }

  private static String word(Kind kind, Instant confirmed) {
    return kind.word() + " " + confirmed;
  }

  /// What has to be told, in order.
  List<String> owed() {
    return owed;
  }

  /// The same of what was told.
  static List<String> told(List<Crossed> crossings) {
    return crossings.stream()
        .map(one -> one.kind() == Kind.DWELL ? "dwell" : word(one.kind(), one.confirmed()))
        .toList();
  }
}
