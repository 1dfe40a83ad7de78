package dev.meridian.result;

import dev.meridian.cache.SharedCache;
import dev.meridian.lane.Lanes;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.limit.Limits;
import dev.meridian.node.WorkerDirectory;
import dev.meridian.track.Tracking;

/// Everything that one `--results` URL gives: the result store and what is kept beside it.
///
/// @param results requests and results
/// @param limits rate and concurrency across workers
/// @param cache shared by all nodes
/// @param workers heartbeats
/// @param chords that are under way
/// @param letters tasks that ended badly
/// @param lanes which queue the tasks of a key wait in
/// @param tracking fences, objects and their crossings
public record Store(
    ResultStore results,
    Limits limits,
    SharedCache cache,
    WorkerDirectory workers,
    Chords chords,
    DeadLetterStore letters,
    Lanes lanes,
    Tracking tracking)
    implements AutoCloseable {
  @Override
  public void close() {
    results.close();
  }
}
