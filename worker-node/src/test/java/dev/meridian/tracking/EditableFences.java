package dev.meridian.tracking;

import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.FenceSource;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Fences of a test, which it edits. Thread-safe.
final class EditableFences implements FenceSource {
  private final InstantSource clock;
  private final List<EditListener> listeners = new CopyOnWriteArrayList<>();
  private volatile FenceIndex index = FenceIndex.empty();

  EditableFences(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public FenceIndex index() {
    return index;
  }

  @Override
  public AutoCloseable onEdit(EditListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// In the place of all there are, without telling anybody.
  void putAll(List<Fence> fences) {
    index = FenceIndex.of(fences);
  }

  void put(Fence fence) {
    Fence before = index.fence(fence.id()).orElse(null);
    index = index.with(fence);
    listeners.forEach(listener -> listener.edited(before, fence, clock.instant()));
  }

  /// Without telling anybody.
  void putSilently(Fence fence) {
    index = index.with(fence);
  }

  void remove(String id) {
    Fence before = index.fence(id).orElseThrow();
    index = index.without(id);
    listeners.forEach(listener -> listener.edited(before, null, clock.instant()));
  }
}
