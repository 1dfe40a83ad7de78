package dev.meridian.action;

import dev.meridian.InvalidValueException;
import dev.meridian.track.Crossed;
import dev.meridian.track.FenceStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The actions of fences, kept by id and version for the fences crossed last. Thread-safe.
final class FenceActions {
  /// The most fences that are kept.
  static final int MOST = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(FenceActions.class);
  private static final int UNKNOWN = Integer.MAX_VALUE;
  private static final Kept NOTHING = new Kept(0, List.of());

  private final FenceStore fences;
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  FenceActions(FenceStore fences) {
    this.fences = fences;
  }

  /// The actions of one version of a fence.
  record Kept(int version, List<Action> actions) {}

  /// The actions of the fence that was crossed: of the version that was, or of a later one. None if
  /// the fence is no more, and that not lately.
  Kept of(Crossed crossed) {
    String fence = crossed.fence();
    if (fence == null) {
      return NOTHING;
    }
    Kept known = known(fence);
    int version = crossed.details().path("fenceVersion").asInt(UNKNOWN);
    if (known != null && known.version() >= version) {
      return known;
    }
    Optional<Kept> read = fences.latest(fence).map(FenceActions::read);
    if (read.isEmpty() && version == UNKNOWN) {
      return known == null ? NOTHING : known;
    }
    Kept found = read.orElseGet(() -> last(known, version));
    keep(fence, found);
    return found;
  }

  /// A fence that is no more stays as it was last known: made again, it has a later version.
  private static Kept last(@Nullable Kept known, int version) {
    return new Kept(version, known == null ? List.of() : known.actions());
  }

  private static Kept read(FenceStore.Kept fence) {
    try {
      return new Kept(fence.version(), ActionReader.read(fence.feature().path("properties")));
    } catch (InvalidValueException e) {
      LOG.error("fence {} version {}: {}", fence.id(), fence.version(), e.getMessage());
      return new Kept(fence.version(), List.of());
    }
  }

  private @Nullable Kept known(String fence) {
    synchronized (kept) {
      return kept.get(fence);
    }
  }

  private void keep(String fence, Kept found) {
    synchronized (kept) {
      kept.put(fence, found);
      if (kept.size() > MOST) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }
}
