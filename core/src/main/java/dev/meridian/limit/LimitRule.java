package dev.meridian.limit;

import dev.meridian.InvalidValueException;
import dev.meridian.limit.Limits.Claim;
import dev.meridian.limit.Limits.Limit;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A limit on tasks, as an operator writes it. Immutable.
///
/// @param id a short name
/// @param tasks names of the task types it holds for; empty for all
/// @param perKey whether each key has it by itself, and tasks without a key are free; else all
///   these tasks have it together
/// @param perSecond the most attempts begun a second on average, infinite for any; a second's worth
///   may come at once
/// @param concurrency the most attempts at a time, [Integer#MAX_VALUE] for any
public record LimitRule(
    String id, Set<String> tasks, boolean perKey, double perSecond, int concurrency) {
  /// How long the permit of a worker counts that died. Workers renew theirs three times meanwhile.
  public static final Duration LEASE = Duration.ofSeconds(30);

  /// Copies the set and checks the ranges.
  public LimitRule {
    tasks = Set.copyOf(tasks);
    if (!(perSecond > 0) || concurrency < 1) {
      throw new InvalidValueException(
          "limit",
          perSecond + "/s, " + concurrency,
          "a rate above 0 and a concurrency of 1 or more");
    }
  }

  /// Whether it is about tasks of this type.
  boolean covers(String type) {
    return tasks.isEmpty() || tasks.contains(type);
  }

  /// What a task has to claim; empty if it is free.
  Optional<Claim> claim(String type, @Nullable String key) {
    if (!covers(type) || (perKey && key == null)) {
      return Optional.empty();
    }
    String bucket = perKey ? "task:" + id + ":" + escaped(key) : "task:" + id;
    return Optional.of(new Claim(bucket, limit()));
  }

  private Limit limit() {
    int burst = (int) Math.clamp(perSecond, 1, Integer.MAX_VALUE);
    return new Limit(concurrency, perSecond, burst, LEASE);
  }

  /// Without colons, so that no key can name what belongs to another.
  private static String escaped(@Nullable String key) {
    return String.valueOf(key).replace("%", "%25").replace(":", "%3A");
  }
}
