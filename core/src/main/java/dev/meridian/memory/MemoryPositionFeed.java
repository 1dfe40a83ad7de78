package dev.meridian.memory;

import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The embedded feed of positions. Thread-safe.
final class MemoryPositionFeed implements PositionFeed {
  private final List<Consumer<List<Position>>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public void tell(List<Position> positions) {
    List<Position> copy = List.copyOf(positions);
    listeners.forEach(listener -> listener.accept(copy));
  }

  @Override
  public AutoCloseable listen(Consumer<List<Position>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
