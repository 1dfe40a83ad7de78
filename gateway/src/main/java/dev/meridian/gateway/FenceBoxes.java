package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.FenceReader;
import dev.meridian.geo.Box;
import dev.meridian.track.FenceStore.Kept;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The boxes round the parts of fences, of the latest 200,000 fences that were asked for: to find
/// them anew a fence must be read, validated and repaired. Thread-safe.
final class FenceBoxes {
  private static final int MOST = 200_000;

  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  private record Known(int version, List<Box> boxes) {}

  /// The boxes of a fence; none if it cannot be read.
  List<Box> of(Kept fence) {
    Known found = find(fence.id());
    if (found != null && found.version() == fence.version()) {
      return found.boxes();
    }
    List<Box> boxes = boxes(fence);
    synchronized (known) {
      known.put(fence.id(), new Known(fence.version(), boxes));
    }
    return boxes;
  }

  private @Nullable Known find(String id) {
    synchronized (known) {
      return known.get(id);
    }
  }

  private static List<Box> boxes(Kept fence) {
    try {
      return List.copyOf(FenceReader.feature(fence.feature()).outline().boxes());
    } catch (InvalidValueException e) {
      return List.of();
    }
  }
}
