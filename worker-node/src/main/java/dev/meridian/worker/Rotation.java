package dev.meridian.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Those who wait, each in the line of its lane: whoever is first in a line waits for those before
/// it in this line, and for one of each other line. Compared by identity. Not thread-safe.
///
/// @param <W> who waits
final class Rotation<W> {
  /// The lines in the order of their turns; none is empty.
  private final SequencedMap<Object, Deque<W>> lines = new LinkedHashMap<>();

  private int size;

  /// Puts somebody at the end of the line of a lane.
  void add(Object lane, W waiter) {
    lines.computeIfAbsent(lane, _ -> new ArrayDeque<>()).addLast(waiter);
    size++;
  }

  /// Whose turn it is; null if nobody waits.
  @Nullable W first() {
    return lines.isEmpty() ? null : lines.firstEntry().getValue().getFirst();
  }

  /// Takes somebody out. If it was their turn, the next one is in another lane, if anybody waits
  /// there.
  @SuppressWarnings("ReferenceEquality") // as the class says
  void remove(Object lane, W waiter) {
    Deque<W> line = lines.get(lane);
    if (line == null) {
      return;
    }
    boolean served = first() == waiter;
    size -= line.remove(waiter) ? 1 : 0;
    if (served || line.isEmpty()) {
      lines.remove(lane);
    }
    if (served && !line.isEmpty()) {
      lines.putLast(lane, line);
    }
  }

  void forEach(Consumer<W> action) {
    lines.values().forEach(line -> line.forEach(action));
  }

  int size() {
    return size;
  }
}
