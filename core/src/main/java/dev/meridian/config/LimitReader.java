package dev.meridian.config;

import dev.meridian.limit.LimitRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the limits on tasks.
final class LimitReader {
  private static final int MOST_AT_A_TIME = 1_000_000;
  private static final String PER_KEY = "key";
  private static final String PER_ALL = "all";

  private final Parser<String> id =
      Parsers.once(
          Parsers.matching(Pattern.compile("[a-z0-9][a-z0-9-]{0,31}"), "an id such as mail"));

  LimitRule read(Value value) {
    Fields fields = value.fields(Section.LIMIT);
    String name = fields.require("id", id, "missing", "an id such as mail");
    if (fields.value("rate").isEmpty() && fields.value("concurrency").isEmpty()) {
      throw value.refuse("rate, concurrency or both");
    }
    return new LimitRule(
        name,
        fields.read("tasks", LimitReader::tasks, Set.of()),
        fields.read("per", Parsers.oneOf(List.of(PER_KEY, PER_ALL)), PER_ALL).equals(PER_KEY),
        fields.read("rate", Parsers::rate, Double.POSITIVE_INFINITY),
        fields.read("concurrency", v -> v.integer(1, MOST_AT_A_TIME), Integer.MAX_VALUE));
  }

  private static Set<String> tasks(Value list) {
    if (list.items().isEmpty()) {
      throw list.refuse("at least one name, or no tasks at all for all of them");
    }
    Parser<String> name =
        Parsers.once(
            Parsers.matching(Pattern.compile("\\S.{0,254}"), "a name such as quotes.price"));
    return new HashSet<>(list.each(name));
  }
}
