package dev.meridian.fence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [FenceIndex] that is edited all the time. Small edits are in the next snapshot at once; when
/// many have come together, another thread builds one large tree of everything, while edits go on.
/// Changed by one thread, read by any.
final class LiveIndex {
  private static final Logger LOG = LoggerFactory.getLogger(LiveIndex.class);

  /// The weight of edits from which on they are merged: so many take a few milliseconds to index
  /// again with each further one.
  private static final long HEAVY = 16_000;

  /// What a fence weighs beside its corners.
  private static final int WEIGHT = 32;

  private final Runnable wake;
  private volatile FenceIndex now = FenceIndex.empty();
  private @Nullable Merge merge;
  private long weight;

  /// @param wake called when [#settle] has something to do; must not block
  LiveIndex(Runnable wake) {
    this.wake = wake;
  }

  /// A large tree in the making.
  ///
  /// @param tree what becomes of it
  /// @param since the edits it does not have, by id
  private record Merge(FutureTask<FenceIndex> tree, Map<String, Edited> since) {}

  /// What became of one fence.
  ///
  /// @param before as it was; null if it is new
  /// @param after as it is; null if it is no more
  record Edited(@Nullable Fence before, @Nullable Fence after) {
    /// Whether it is as it was, or was never there.
    boolean isNone() {
      return before == null ? after == null : after != null && before.version() == after.version();
    }
  }

  /// The latest snapshot.
  FenceIndex now() {
    return now;
  }

  /// Begins anew with these fences.
  void replace(FenceIndex index) {
    merge = null;
    weight = 0;
    now = index;
  }

  /// Makes edits, by id. The snapshot is another one even if none of them concerns a fence that it
  /// has: so who asked the store about one that it does not have knows when to ask again.
  void edit(Map<String, Edited> edits) {
    Merge inHand = merge;
    if (inHand != null) {
      inHand.since.putAll(edits);
    }
    now = edited(now, edits);
    weight += weight(edits);
    mergeIfHeavy();
  }

  /// Takes what another thread has built, if it is ready.
  void settle() {
    Merge ready = merge;
    if (ready == null || !ready.tree.isDone()) {
      return;
    }
    merge = null;
    try {
      now = edited(ready.tree.get(), ready.since);
      weight = weight(ready.since);
    } catch (ExecutionException e) {
      LOG.error("fences: the index could not be merged, {} edits go on beside it", now.edits(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    mergeIfHeavy();
  }

  /// Whether a large tree is in the making.
  boolean isMerging() {
    return merge != null;
  }

  private void mergeIfHeavy() {
    if (merge != null || weight < HEAVY) {
      return;
    }
    FenceIndex from = now;
    var tree = new FutureTask<>(from::merged);
    merge = new Merge(tree, new HashMap<>());
    Thread.ofPlatform()
        .daemon()
        .name("fences-merge")
        .start(() -> {
          tree.run();
          wake.run();
        });
  }

  private static FenceIndex edited(FenceIndex index, Map<String, Edited> edits) {
    List<Fence> put = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    edits.forEach((id, edit) -> {
      if (edit.after() == null) {
        removed.add(id);
      } else {
        put.add(edit.after());
      }
    });
    return edits.isEmpty() ? index : index.edited(put, removed);
  }

  private static long weight(Map<String, Edited> edits) {
    return edits.values().stream()
        .filter(edit -> !edit.isNone())
        .mapToLong(edit -> WEIGHT + (edit.after() == null ? 0 : edit.after().outline().vertices()))
        .sum();
  }
}
