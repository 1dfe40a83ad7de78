package dev.meridian.gateway;

import dev.meridian.client.Pending;
import dev.meridian.result.RequestRecord;
import dev.meridian.task.RequestId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An accepted execution, and who waits for it.
///
/// @param request what was recorded
/// @param form of its answer
/// @param pending null if nobody waits
/// @param unique whether it is that of an earlier execution with its `unique` key
record Job(RequestRecord request, AnswerForm form, @Nullable Pending pending, boolean unique)
    implements AutoCloseable {
  RequestId id() {
    return request.id();
  }

  Optional<Pending> pendingIfAny() {
    return Optional.ofNullable(pending);
  }

  @Override
  public void close() {
    if (pending != null) {
      pending.close();
    }
  }
}
