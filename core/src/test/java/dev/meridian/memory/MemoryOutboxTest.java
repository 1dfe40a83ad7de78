package dev.meridian.memory;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.testing.OutboxContract;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

final class MemoryOutboxTest extends OutboxContract {
  private final AtomicReference<@Nullable Outbox> only = new AtomicReference<>();

  @Override
  protected Outbox open(OutboxBounds bounds) {
    return only.updateAndGet(outbox -> outbox == null ? new MemoryOutbox(bounds) : outbox);
  }
}
