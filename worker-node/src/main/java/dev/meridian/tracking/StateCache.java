package dev.meridian.tracking;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of the objects seen last, to save loading it. It may be old: a step from it is
/// refused then. Thread-safe.
final class StateCache {
  private final Map<String, Known> objects;

  /// @param most so many objects; the one used longest ago goes first
  StateCache(int most) {
    this.objects =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > most;
          }
        };
  }

  synchronized @Nullable Known find(String object) {
    return objects.get(object);
  }

  synchronized void put(String object, Known known) {
    objects.put(object, known);
  }

  synchronized void drop(String object) {
    objects.remove(object);
  }

  synchronized int size() {
    return objects.size();
  }
}
