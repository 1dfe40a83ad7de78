package dev.meridian.cli;

import dev.meridian.client.HeldTasks;
import dev.meridian.client.OutboxDrainer;
import dev.meridian.client.OutboxDrainer.Collaborators;
import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The outbox of a gateway, drained from now on until this is closed; or none.
///
/// @param outbox null for none
/// @param drainer null for none
/// @param held the tasks that wait in it
record OutboxInUse(@Nullable Outbox outbox, @Nullable OutboxDrainer drainer, HeldTasks held)
    implements AutoCloseable {
  /// Opens the outbox beside the schedules of a URL and starts to drain it.
  ///
  /// @param name that no other gateway has
  static OutboxInUse of(
      Wiring wiring, String schedules, OutboxBounds bounds, InstantSource clock, String name) {
    Outbox outbox = wiring.outbox(schedules, bounds);
    if (outbox == null) {
      return new OutboxInUse(null, null, HeldTasks.none());
    }
    HeldTasks held = HeldTasks.in(outbox, clock);
    Collaborators with = new Collaborators(wiring, wiring.store().results(), clock);
    OutboxDrainer drainer = new OutboxDrainer(outbox, held, with, name);
    return new OutboxInUse(outbox, drainer.start(), held);
  }

  /// Removes what nobody waits for any more.
  void sweep() {
    if (drainer != null) {
      drainer.sweep();
    }
  }

  @Override
  public void close() {
    if (drainer != null) {
      drainer.close();
    }
    if (outbox != null) {
      outbox.close();
    }
  }
}
