package dev.meridian.memory;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.testing.OutboxContract;
import java.util.ArrayList;
import java.util.List;

final class MemoryOutboxTest extends OutboxContract {
  private final List<Outbox> only = new ArrayList<>();

  @Override
  protected Outbox open(OutboxBounds bounds) {
    if (only.isEmpty()) {
      only.add(new MemoryOutbox(bounds));
    }
    return only.getFirst();
  }
}
