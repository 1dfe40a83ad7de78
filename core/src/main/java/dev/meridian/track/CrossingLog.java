package dev.meridian.track;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The crossings of each region in the order they were kept; [ObjectStore#commit] adds to it.
/// Bounded: the oldest go first. Thread-safe; blocks. Throws [dev.meridian.result.StoreException]
/// if it cannot be reached. Run the contract suite `CrossingLogContract` against every
/// implementation.
public interface CrossingLog {
  /// The place before the first crossing of a region.
  String BEGIN = "0-0";

  /// The most crossings of one answer.
  int MAX_READ = 1_000;

  /// A crossing in its place.
  ///
  /// @param place in the log of its region; places of a region are ordered and never used again
  /// @param crossing itself
  record Entry(String place, Crossed crossing) {}

  /// What lies after given places.
  ///
  /// @param entries the crossings that can be read, in the order of each region
  /// @param last by region, the place up to which that is all; a region where nothing follows has
  ///   none. It lies behind the last crossing if those that follow cannot be read, as a later
  ///   version may have written them
  record Page(List<Entry> entries, Map<String, String> last) {
    /// Copies both.
    public Page {
      entries = List.copyOf(entries);
      last = Map.copyOf(last);
    }

    /// Whether nothing follows anywhere.
    public boolean isEmpty() {
      return last.isEmpty();
    }
  }

  /// The crossings after given places. Returns as soon as there is one, or an empty page when the
  /// time is over.
  ///
  /// @param after by region, the place up to which all is known
  /// @param limit the most crossings of each region, 1 to [#MAX_READ]
  /// @param wait how long, zero for not at all
  Page read(Map<String, String> after, int limit, Duration wait);

  /// By region, the place of the last crossing; [#BEGIN] where there is none.
  Map<String, String> end(Collection<String> regions);

  /// Whether crossings after that place may be missing: the place is older than all that is kept,
  /// or newer, as after a loss of the log; of [#BEGIN], whether anything was given up. Then a
  /// client cannot resume there without a gap.
  boolean hasGap(String region, String place);

  /// Crossings for one of several who share the work under a name: each crossing is given to one of
  /// them, and again to another if it is not [#done] in time. One that cannot be read is given to
  /// nobody. A new name begins at the end of the logs; in a region that is new to a name it begins
  /// with those of the last minute, as workers may know a region before those who share. Those that
  /// the log gave up before they were done are missed, and told once.
  ///
  /// @param limit the most crossings of each region, 1 to [#MAX_READ]
  /// @param wait how long, zero for not at all
  Taken take(Sharing sharing, Collection<String> regions, int limit, Duration wait);

  /// They need not be given to anybody of that name again.
  void done(String sharers, String region, Collection<String> places);

  /// What one of those who share was given.
  ///
  /// @param entries the crossings
  /// @param missed by region, how many nobody of that name can deal with any more
  record Taken(List<Entry> entries, Map<String, Long> missed) {
    /// Copies both.
    public Taken {
      entries = List.copyOf(entries);
      missed = Map.copyOf(missed);
    }

    /// Whether there is nothing to tell.
    public boolean isEmpty() {
      return entries.isEmpty() && missed.isEmpty();
    }
  }

  /// Who shares the crossings.
  ///
  /// @param sharers the name under which they share
  /// @param one who of them it is
  /// @param again after how long what another took and did not finish is given again
  record Sharing(String sharers, String one, Duration again) {}
}
