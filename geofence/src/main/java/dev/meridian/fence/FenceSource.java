package dev.meridian.fence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The fences as they are now, and word of each edit. Thread-safe.
public interface FenceSource {
  /// The latest snapshot. Never blocks.
  FenceIndex index();

  /// Tells `listener` of each edit after the snapshot that has it is there. It must not block.
  ///
  /// @return ends it
  AutoCloseable onEdit(EditListener listener);

  /// Hears of edits.
  interface EditListener {
    /// A fence was made, changed or removed.
    ///
    /// @param before as it was; null if it is new
    /// @param after as it is; null if it is no more
    /// @param at when
    void edited(@Nullable Fence before, @Nullable Fence after, Instant at);
  }
}
