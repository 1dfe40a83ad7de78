package dev.meridian.cli;

import dev.meridian.client.HeldTasks;
import dev.meridian.client.OutboxDrainer;
import dev.meridian.client.OutboxDrainer.Collaborators;
import dev.meridian.outbox.Outbox;
import org.jspecify.annotations.Nullable;

/// The outbox of a gateway, drained from now on until this is closed; or none.
///
/// @param outbox null for none
/// @param drainer null for none
/// @param held the tasks that wait in it
record OutboxInUse(@Nullable Outbox outbox, @Nullable OutboxDrainer drainer, HeldTasks held)
    implements AutoCloseable {
  /// Starts to drain.
  ///
  /// @param name that no other gateway has
  static OutboxInUse of(@Nullable Outbox outbox, Collaborators with, String name) {
    if (outbox == null) {
      return new OutboxInUse(null, null, HeldTasks.none());
    }
    HeldTasks held = HeldTasks.in(outbox, with.clock());
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
