package dev.meridian.limit;

import dev.meridian.limit.Limits.Claim;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All limits on tasks. Immutable.
///
/// @param rules in the order of the file
public record LimitRules(List<LimitRule> rules) {
  /// No limits.
  public static final LimitRules NONE = new LimitRules(List.of());

  /// Copies the list.
  public LimitRules {
    rules = List.copyOf(rules);
  }

  /// What a task has to claim before it runs, in the order of the rules; nothing if it is free.
  ///
  /// @param type of the task; null if nobody can read it
  /// @param key of the task; null if it has none
  public List<Claim> claims(@Nullable String type, @Nullable String key) {
    return type == null
        ? List.of()
        : rules.stream().flatMap(rule -> rule.claim(type, key).stream()).toList();
  }

  /// What decides on the lane of a task: its key; else, if its type is limited, the type, so that
  /// those who wait for a permit hold up nobody else.
  ///
  /// @return empty for the ordinary queue
  public Optional<String> laneKey(String type, @Nullable String key) {
    if (key != null) {
      return Optional.of(key);
    }
    return claims(type, null).isEmpty() ? Optional.empty() : Optional.of("type:" + type);
  }
}
