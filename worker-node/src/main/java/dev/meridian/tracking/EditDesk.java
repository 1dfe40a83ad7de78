package dev.meridian.tracking;

import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceSource.EditListener;
import dev.meridian.fence.Outline;
import dev.meridian.geo.Box;
import dev.meridian.result.StoreException;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks again at the objects of one region that an edit of a fence may concern: those inside of
/// it, and those near where it was or is. The worker that owns the region's silent objects does;
/// the others remember edits for half a minute, should it die. Several edits of a fence that wait
/// are one. [#edited] may be called by any thread, [#look] by one.
final class EditDesk implements EditListener {
  private static final Logger LOG = LoggerFactory.getLogger(EditDesk.class);
  private static final int MOST = 200_000;
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final double NEAR_METRES = 1_000;

  private final ObjectStore objects;
  private final Evaluator evaluator;
  private final BooleanSupplier owned;
  private final LinkedHashMap<String, Edit> waiting = new LinkedHashMap<>(); // guarded by itself

  /// Edits of one fence.
  ///
  /// @param before as it was before the first; null if it is new
  /// @param after as it is after the last; null if it is no more
  /// @param at when the last was made
  /// @param heard when this worker heard of the last, in nanoseconds
  private record Edit(@Nullable Fence before, @Nullable Fence after, Instant at, long heard) {}

  /// @param owned whether this worker is the one to look
  EditDesk(ObjectStore objects, Evaluator evaluator, BooleanSupplier owned) {
    this.objects = objects;
    this.evaluator = evaluator;
    this.owned = owned;
  }

  @Override
  public void edited(@Nullable Fence before, @Nullable Fence after, Instant at) {
    Fence either = after == null ? before : after;
    if (either == null) {
      return;
    }
    synchronized (waiting) {
      Edit earlier = waiting.remove(either.id());
      Fence first = earlier == null ? before : earlier.before();
      waiting.put(either.id(), new Edit(first, after, at, System.nanoTime()));
      if (waiting.size() > MOST) {
        waiting.pollFirstEntry();
        LOG.warn("fences: more than {} edits wait; objects see the oldest when they move", MOST);
      }
    }
  }

  /// Works on the edits that wait, if it is the one to do it; else forgets those another has had
  /// the time to work on.
  void look() {
    for (Map.Entry<String, Edit> next = first(); next != null; next = first()) {
      try {
        review(next.getKey(), next.getValue());
        remove(next.getKey(), next.getValue());
      } catch (StoreException e) {
        LOG.warn("fence {}: edit waits: {}", next.getKey(), e.getMessage());
        return;
      } catch (RuntimeException e) {
        LOG.error("fence {}: edit left to the next positions of objects", next.getKey(), e);
        remove(next.getKey(), next.getValue());
      }
    }
  }

  private Map.@Nullable Entry<String, Edit> first() {
    synchronized (waiting) {
      if (!owned.getAsBoolean()) {
        long old = System.nanoTime() - REMEMBERED.toNanos();
        Iterator<Edit> edits = waiting.values().iterator();
        while (edits.hasNext() && edits.next().heard() - old < 0) {
          edits.remove();
        }
        return null;
      }
      return waiting.firstEntry();
    }
  }

  private void remove(String fence, Edit done) {
    synchronized (waiting) {
      waiting.remove(fence, done);
    }
  }

  private void review(String fence, Edit edit) {
    pages(after -> objects.inside(fence, after, Evaluator.MOST), fence, edit);
    for (Fence each : new Fence[] {edit.before(), edit.after()}) {
      if (each != null) {
        near(each.outline(), fence, edit);
      }
    }
  }

  private void near(Outline outline, String fence, Edit edit) {
    for (Box box : Reach.of(outline, NEAR_METRES)) {
      Function<@Nullable String, List<String>> page =
          after -> objects.within(box, after, Evaluator.MOST).stream().map(Kept::id).toList();
      pages(page, fence, edit);
    }
  }

  private void pages(Function<@Nullable String, List<String>> page, String fence, Edit edit) {
    String after = null;
    List<String> ids;
    do {
      ids = page.apply(after);
      if (!ids.isEmpty()) {
        after = ids.getLast();
        // An object it fails of sees the edit at its next position.
        var _ = evaluator.review(ids, course -> course.edited(fence, edit.before(), edit.at()));
      }
    } while (ids.size() == Evaluator.MOST);
  }
}
