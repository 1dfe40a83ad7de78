package dev.meridian.track;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Fences as their authors wrote them, each with a version, and the order in which they changed.
/// What it keeps was checked before. Thread-safe; blocks. Throws
/// [dev.meridian.result.StoreException] if it cannot be reached. Run the contract suite
/// `FenceStoreContract` against every implementation.
public interface FenceStore {
  /// The most fences of one page.
  int MAX_PAGE = 1_000;

  /// A fence that is kept.
  ///
  /// @param id of the fence
  /// @param version from 1, one more after each change; goes on where it ended if a removed fence
  ///   is made again
  /// @param expires when it is removed by itself; null for never
  /// @param feature the GeoJSON Feature
  record Kept(String id, int version, @Nullable Instant expires, ObjectNode feature) {}

  /// What happened to one fence.
  ///
  /// @param id of the fence
  /// @param fence as it is now; null if it is no more
  record Change(String id, @Nullable Kept fence) {}

  /// What happened since a revision.
  ///
  /// @param complete false if that is so long ago that it is not known: read all fences again
  /// @param revision up to where this reaches
  /// @param changes of each fence that changed, as it is now, in the order of their last change
  record Changes(boolean complete, long revision, List<Change> changes) {}

  /// Fences in the order of their ids.
  ///
  /// @param fences of the page
  /// @param next what to ask the next page `after`; null if this is the last
  record Page(List<Kept> fences, @Nullable String next) {}

  /// Keeps a fence, in the place of the one with its id.
  ///
  /// @param feature a GeoJSON Feature that [dev.meridian.track] has checked
  /// @param expires when it is removed by itself; null for never
  /// @param expected the version it must have now, 0 for none; empty if any will do
  /// @return as it is now; empty if it has another version than expected
  Optional<Kept> put(
      String id, ObjectNode feature, @Nullable Instant expires, OptionalInt expected);

  /// Removes a fence, whatever its version.
  ///
  /// @return whether it was there
  default boolean remove(String id) {
    return remove(id, OptionalInt.empty());
  }

  /// Removes a fence.
  ///
  /// @param expected the version it must have now; empty if any will do
  /// @return whether it was there, with that version
  boolean remove(String id, OptionalInt expected);

  /// Removes the fences whose time is over; they appear among the changes.
  ///
  /// @return how many
  int expire();

  /// One fence.
  Optional<Kept> find(String id);

  /// One fence as it is or, if it was removed lately, as it was then.
  Optional<Kept> latest(String id);

  /// Which of these ids a fence has.
  Set<String> existing(Collection<String> ids);

  /// A page of fences. It has fewer than asked for where they are large: the last is the one that
  /// names no next.
  ///
  /// @param after the id before the first one; null from the beginning
  /// @param limit 1 to [#MAX_PAGE]
  Page page(@Nullable String after, int limit);

  /// How many there are.
  long count();

  /// The number of the last change; 0 before the first. Grows with each.
  long revision();

  /// What changed after a revision. What reads all pages and then the changes since the revision
  /// before it knows every fence.
  Changes changes(long after);

  /// Calls `changed` soon after each change, wherever it was made, and after each reconnection;
  /// several changes may share a call. It must not block.
  ///
  /// @return ends it
  AutoCloseable onChange(Runnable changed);
}
