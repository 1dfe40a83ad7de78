package dev.meridian.memory;

import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded feed of positions. Thread-safe.
final class MemoryPositionFeed implements PositionFeed {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryPositionFeed.class);

  private final List<Consumer<List<Position>>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public void tell(List<Position> positions) {
    List<Position> copy = List.copyOf(positions);
    listeners.forEach(listener -> tell(listener, copy));
  }

  private static void tell(Consumer<List<Position>> listener, List<Position> positions) {
    try {
      listener.accept(positions);
    } catch (RuntimeException e) {
      LOG.warn("a listener of positions failed", e);
    }
  }

  @Override
  public AutoCloseable listen(Consumer<List<Position>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
