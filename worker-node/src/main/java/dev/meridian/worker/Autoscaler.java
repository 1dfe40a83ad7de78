package dev.meridian.worker;

import dev.meridian.worker.WorkerConfig.Scale;

/// Follows the load of one region between a least and a most number of slots: doubles when all
/// slots were used on two looks in a row, halves when less than a quarter was used on ten. For one
/// thread.
final class Autoscaler {
  private static final int LOOKS_TO_GROW = 2;
  private static final int LOOKS_TO_SHRINK = 10;

  private final Scale scale;
  private final RegionConsumer consumer;
  private int busy;
  private int idle;

  Autoscaler(Scale scale, RegionConsumer consumer) {
    this.scale = scale;
    this.consumer = consumer;
  }

  void look() {
    Slots slots = consumer.slots();
    int limit = slots.limit();
    boolean full = slots.used() >= limit;
    busy = full ? busy + 1 : 0;
    idle = slots.used() < limit / 4 ? idle + 1 : 0;
    if (busy >= LOOKS_TO_GROW && limit < scale.max()) {
      resize(Math.min(scale.max(), limit * 2));
    } else if (idle >= LOOKS_TO_SHRINK && limit > scale.min()) {
      resize(Math.max(scale.min(), limit / 2));
    }
  }

  private void resize(int concurrency) {
    busy = 0;
    idle = 0;
    consumer.resize(concurrency);
  }
}
