package dev.meridian.memory;

import dev.meridian.track.Ear;
import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The embedded feed of positions. Thread-safe.
final class MemoryPositionFeed implements PositionFeed {
  private static final int BYTES_OF_ONE = 400;

  private final List<Ear<List<Position>>> ears = new CopyOnWriteArrayList<>();

  @Override
  public void tell(List<Position> positions) {
    List<Position> copy = List.copyOf(positions);
    ears.forEach(ear -> ear.hear(copy));
  }

  @Override
  public AutoCloseable listen(Consumer<List<Position>> listener) {
    Ear<List<Position>> ear =
        new Ear<>("positions-heard", told -> told.size() * BYTES_OF_ONE, listener);
    ears.add(ear);
    return () -> {
      ears.remove(ear);
      ear.close();
    };
  }
}
