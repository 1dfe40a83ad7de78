package dev.meridian.track;

import dev.meridian.geo.Box;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of each object, and the one atomic step by which it changes (I8): an object's new
/// state and the crossings that follow from it are kept together or not at all, and only if nobody
/// else changed the object meanwhile. Thread-safe; blocks. Throws
/// [dev.meridian.result.StoreException] if it cannot be reached. Run the contract suite
/// `ObjectStoreContract` against every implementation.
public interface ObjectStore {
  /// The most objects of one answer.
  int MAX_PAGE = 10_000;

  /// The most steps of one commit.
  int MAX_STEPS = 1_000;

  /// An object that is kept.
  ///
  /// @param id of the object
  /// @param version from 1, one more after each step; of an object made after others were
  ///   forgotten, from one above all versions of these, so that nobody takes it for them
  /// @param region whose workers made the last step
  /// @param last its last accepted position; null if what is kept of the object is damaged
  /// @param state what the engine remembers of it, in the engine's own form
  record Kept(String id, long version, String region, @Nullable Position last, String state) {}

  /// A step of one object.
  ///
  /// @param object the id
  /// @param expected the version the step starts from; 0 for an object not known before
  /// @param state the new state, in the engine's own form
  /// @param last the last accepted position
  /// @param due when its region is to look at it again even if it is silent; null for never
  /// @param track the positions accepted since the last step, oldest first, for its track
  /// @param entered ids of the fences it is inside of since this step
  /// @param left ids of the fences it is no longer inside of
  /// @param crossings in order, for the log of the region
  record Step(
      String object,
      long expected,
      String state,
      Position last,
      @Nullable Instant due,
      List<Position> track,
      Set<String> entered,
      Set<String> left,
      List<Crossed> crossings) {}

  /// What became of a step.
  sealed interface Outcome {
    /// It is kept.
    ///
    /// @param version of the object now
    record Done(long version) implements Outcome {}

    /// Somebody else was there first: nothing is changed.
    ///
    /// @param now the object as it is; empty if it is not known
    record Refused(Optional<Kept> now) implements Outcome {}
  }

  /// The bounds of what is kept of each object.
  ///
  /// @param trackLength the most positions of its track, 0 for none
  /// @param trackAge how long a track is kept after its last position
  /// @param crossings the most crossings of a region's log
  record Bounds(int trackLength, Duration trackAge, int crossings) {
    /// 720 positions, a day, 100,000 crossings.
    public static final Bounds STANDARD = new Bounds(720, Duration.ofDays(1), 100_000);
  }

  /// Objects by their ids; what is not known is not there.
  Map<String, Kept> load(Collection<String> ids);

  /// Makes steps of different objects, each by itself.
  ///
  /// @param region whose workers ask; the crossings go to its log
  /// @param steps up to [#MAX_STEPS], each of another object
  /// @return for each step in order
  /// @throws dev.meridian.InvalidValueException if there are more; nothing is changed then
  List<Outcome> commit(String region, List<Step> steps, Bounds bounds);

  /// Ids of a region's objects that are to be looked at, the longest due first.
  ///
  /// @param until due then or before
  /// @param from so many are left out
  /// @param limit 1 to [#MAX_PAGE]
  List<String> due(String region, Instant until, int from, int limit);

  /// The same from the first one.
  default List<String> due(String region, Instant until, int limit) {
    return due(region, until, 0, limit);
  }

  /// Takes ids out of what is due in a region that are of no object of it, as a damaged object may
  /// have left them; those of its objects stay due.
  void dropDue(String region, Collection<String> ids);

  /// Objects whose last position is in a box, in the order of their ids.
  ///
  /// @param after the id before the first one; null from the beginning
  /// @param limit 1 to [#MAX_PAGE]
  List<Kept> within(Box box, @Nullable String after, int limit);

  /// Ids of the objects inside a fence, in order.
  ///
  /// @param after the id before the first one; null from the beginning
  /// @param limit 1 to [#MAX_PAGE]
  List<String> inside(String fence, @Nullable String after, int limit);

  /// Ids of the fences an object is inside of, in order; none if it is not known.
  List<String> fences(String object);

  /// The track of an object, oldest first.
  ///
  /// @param since positions at that time or after
  /// @param limit the most positions, the last of them; 1 to [#MAX_PAGE]
  List<Position> track(String object, Instant since, int limit);

  /// Forgets an object with its track, unless it has another version by now.
  ///
  /// @return whether it is forgotten
  boolean forget(String object, long version);

  /// How many objects are known.
  long count();

  /// Makes `owner` the one that looks at the silent objects of a region, for some time; a renewal
  /// if it is already. Steps are safe without: this spares others the same work.
  ///
  /// @return whether it is the owner now
  boolean own(String region, String owner, Duration time);
}
