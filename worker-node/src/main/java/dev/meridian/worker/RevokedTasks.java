package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.cache.SharedCache;
import dev.meridian.json.Json;
import dev.meridian.result.StoreException;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The tasks that are not to be started any more. Every worker hears of each and keeps it in
/// memory, where the start of a task finds it at no cost; together they keep one document in the
/// shared cache, so that revocations outlive restarts, unlike Celery's. Workers merge their list
/// into it now and then: should two write at once and one entry get lost, the next merge brings it
/// back. Thread-safe.
final class RevokedTasks {
  /// How long a task stays revoked.
  static final Duration KEPT = Duration.ofDays(1);

  /// The time between two merges.
  static final Duration REFRESH = Duration.ofSeconds(10);

  /// The most that are kept; of more, those revoked first are forgotten.
  static final int MOST = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(RevokedTasks.class);
  private static final String KEY = "revoked";

  private final SharedCache cache;
  private final InstantSource clock;
  private final Map<TaskId, Instant> until = new ConcurrentHashMap<>();

  RevokedTasks(SharedCache cache, InstantSource clock) {
    this.cache = cache;
    this.clock = clock;
  }

  boolean contains(TaskId task) {
    return !until.isEmpty() && until.containsKey(task);
  }

  /// Revokes tasks, and writes that down.
  void add(Collection<TaskId> tasks) {
    Instant end = clock.instant().plus(KEPT);
    tasks.forEach(task -> until.put(task, end));
    refresh();
  }

  /// Those revoked, each with the end of that.
  Map<TaskId, Instant> all() {
    return Map.copyOf(until);
  }

  /// Merges with what others have written. While the store is down, memory has to do.
  synchronized void refresh() {
    try {
      Map<TaskId, Instant> written = cache.get(KEY).map(RevokedTasks::read).orElse(Map.of());
      written.forEach((task, end) -> until.merge(task, end, RevokedTasks::later));
      trim();
      if (!written.equals(until)) {
        cache.put(KEY, write(), KEPT);
      }
    } catch (StoreException e) {
      LOG.warn("revoked tasks not shared: {}", e.getMessage());
      trim();
    }
  }

  private void trim() {
    Instant now = clock.instant();
    until.values().removeIf(end -> !end.isAfter(now));
    List<TaskId> first =
        until.size() <= MOST
            ? List.of()
            : Map.copyOf(until).entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .limit(until.size() - (long) MOST)
                .map(Map.Entry::getKey)
                .toList();
    first.forEach(until::remove);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private byte[] write() {
    ObjectNode document = Json.object();
    until.forEach((task, end) -> document.put(task.value(), end.toString()));
    return Json.bytes(document);
  }

  private static Map<TaskId, Instant> read(byte[] bytes) {
    Map<TaskId, Instant> ends = new ConcurrentHashMap<>();
    try {
      for (Map.Entry<String, JsonNode> entry : Json.read(bytes).properties()) {
        ends.put(new TaskId(entry.getKey()), Instant.parse(entry.getValue().asString("")));
      }
    } catch (InvalidValueException | DateTimeParseException e) {
      LOG.warn("revoked tasks: what is written cannot be read: {}", e.getMessage());
    }
    return ends;
  }
}
