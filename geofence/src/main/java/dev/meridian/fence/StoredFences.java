package dev.meridian.fence;

import dev.meridian.geo.Area;
import dev.meridian.track.FenceStore;
import dev.meridian.track.FenceStore.Kept;
import dev.meridian.track.FenceStore.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the fences of a store: all, or those that touch one of some areas. What cannot be read
/// counts as no fence, and the log says why.
///
/// @param store of the features
/// @param areas none for all fences
record StoredFences(FenceStore store, List<Area> areas) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredFences.class);

  /// Every fence.
  List<Fence> all() {
    List<Fence> all = new ArrayList<>();
    Page page = store.page(null, FenceStore.MAX_PAGE);
    while (true) {
      page.fences().forEach(kept -> read(kept).ifPresent(all::add));
      if (page.next() == null) {
        return all;
      }
      page = store.page(page.next(), FenceStore.MAX_PAGE);
    }
  }

  /// A fence that is kept; empty if it touches no area.
  Optional<Fence> read(Kept kept) {
    try {
      Fence fence = FenceReader.feature(kept.feature(), kept.version());
      if (!fence.id().equals(kept.id())) {
        LOG.warn("fence {}: left out, its feature is of {}", kept.id(), fence.id());
        return Optional.empty();
      }
      return touches(fence) ? Optional.of(fence) : Optional.empty();
    } catch (RuntimeException e) {
      LOG.warn("fence {}: left out: {}", kept.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private boolean touches(Fence fence) {
    return areas.isEmpty()
        || fence.outline().boxes().stream()
            .anyMatch(box -> areas.stream().anyMatch(area -> area.intersects(box)));
  }
}
