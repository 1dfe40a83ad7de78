package dev.meridian.config;

import dev.meridian.track.IdPatterns;
import dev.meridian.track.ObjectClass;
import dev.meridian.track.ObjectClasses;
import java.util.List;

/// Reads the classes of objects.
final class ObjectClassReader {
  private static final double FASTEST = 1e6;
  private static final List<String> STAND_IN = List.of("*");

  private ObjectClassReader() {}

  static ObjectClasses read(Value list) {
    if (list.items().size() > ObjectClasses.MOST) {
      throw list.refuse("at most " + ObjectClasses.MOST + " classes");
    }
    return new ObjectClasses(list.each(ObjectClassReader::one));
  }

  private static ObjectClass one(Value value) {
    Fields fields = value.fields(Section.OBJECT);
    return new ObjectClass(
        fields.require("match", ObjectClassReader::patterns, STAND_IN, "patterns such as bus-*"),
        fields.read("maxSpeed", ObjectClassReader::speed).orElse(null),
        fields.read("maxGap", Parsers::duration).orElse(null),
        fields.read("ttl", Parsers::positiveDuration).orElse(null),
        fields.read("exitWhenLost", Value::flag).orElse(null),
        fields.read("skew", Parsers::duration).orElse(null));
  }

  private static List<String> patterns(Value list) {
    List<String> patterns = list.each(Value::text);
    if (list.items().isEmpty()) {
      throw list.refuse("at least one pattern such as bus-*");
    }
    return patterns.isEmpty() ? STAND_IN : IdPatterns.check(patterns);
  }

  private static double speed(Value value) {
    double speed = value.number();
    if (speed <= 0 || speed > FASTEST) {
      throw value.refuse("metres per second, above 0, at most 1000000");
    }
    return speed;
  }
}
