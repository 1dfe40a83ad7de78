package dev.meridian.rabbit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The messages of one channel that were written but not confirmed, by sequence number, oldest
/// first. Whoever takes one out settles it, so each is settled once. At most a window of them.
/// Thread-safe; its lock is held for map operations only, as the connection's reader needs it.
final class Unconfirmed {
  private final Map<Long, Outgoing> messages = new LinkedHashMap<>();

  synchronized void add(long sequence, Outgoing message) {
    messages.put(sequence, message);
  }

  /// The message, which stays.
  synchronized @Nullable Outgoing find(long sequence) {
    return messages.get(sequence);
  }

  /// Takes one out; none if somebody else did.
  synchronized List<Outgoing> take(long sequence) {
    Outgoing taken = messages.remove(sequence);
    return taken == null ? List.of() : List.of(taken);
  }

  /// Takes out all up to and including `sequence`, which are the oldest.
  synchronized List<Outgoing> takeUpTo(long sequence) {
    List<Outgoing> taken = new ArrayList<>();
    Iterator<Map.Entry<Long, Outgoing>> oldest = messages.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Long, Outgoing> next = oldest.next();
      if (next.getKey() > sequence) {
        break;
      }
      taken.add(next.getValue());
      oldest.remove();
    }
    return taken;
  }

  /// Takes out all that match.
  synchronized List<Outgoing> takeIf(Predicate<Outgoing> condition) {
    List<Outgoing> taken = messages.values().stream().filter(condition).toList();
    messages.values().removeIf(condition);
    return taken;
  }
}
