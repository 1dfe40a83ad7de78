package dev.meridian.worker;

import dev.meridian.worker.WorkerConfig.Scale;
import java.util.function.IntConsumer;

/// Follows the load of one region between a least and a most number of slots: doubles when all
/// slots were used on two looks in a row, halves when less than a quarter was used on ten.
/// Thread-safe.
final class Autoscaler {
  private static final int LOOKS_TO_GROW = 2;
  private static final int LOOKS_TO_SHRINK = 10;

  private Scale scale;
  private final Slots slots;
  private final IntConsumer resize;
  private int busy;
  private int idle;

  Autoscaler(Scale scale, Slots slots, IntConsumer resize) {
    this.scale = scale;
    this.slots = slots;
    this.resize = resize;
  }

  synchronized Scale scale() {
    return scale;
  }

  /// Follows the load between other bounds from now on.
  synchronized void scale(Scale bounds) {
    scale = bounds;
    int limit = slots.limit();
    int within = Math.clamp(limit, bounds.min(), bounds.max());
    if (within != limit) {
      resize.accept(within);
    }
  }

  synchronized void look() {
    int limit = slots.limit();
    int used = slots.used();
    busy = used >= limit ? busy + 1 : 0;
    idle = used * 4 < limit ? idle + 1 : 0;
    if (busy >= LOOKS_TO_GROW && limit < scale.max()) {
      resize(Math.min(scale.max(), limit * 2));
    } else if (idle >= LOOKS_TO_SHRINK && limit > scale.min()) {
      resize(Math.max(scale.min(), limit / 2));
    }
  }

  private void resize(int concurrency) {
    busy = 0;
    idle = 0;
    resize.accept(concurrency);
  }
}
