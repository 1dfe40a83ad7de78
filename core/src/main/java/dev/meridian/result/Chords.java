package dev.meridian.result;

import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Counts how many tasks of a chord's header have ended, together with workers of Celery, so that
/// whoever counts the last one begins the body. Every write has a time to live. Thread-safe; every
/// method blocks and is meant for virtual threads. Run the contract suite `ChordsContract` against
/// every implementation.
///
/// All methods throw [StoreException] if the store cannot be reached in time.
public interface Chords {
  /// A chord: the tasks of a group, and what follows them.
  ///
  /// @param group its id
  /// @param body what follows, in Celery's JSON
  record Chord(String group, ObjectNode body) {}

  /// The end of one task of a header. Its result is written as it is, so it must be the one the
  /// store keeps.
  ///
  /// @param index its place in the header; null for the end
  /// @param result a terminal one
  record Part(@Nullable Integer index, TaskResult result) {}

  /// What is known of a header.
  ///
  /// @param results of the parts so far, in the order of the header
  /// @param shape ids of tasks in arrays of arrays, if the values are to be in lists in the list
  record Gathered(List<TaskResult> results, @Nullable JsonNode shape) {}

  /// Records that a chord begins, before any task of its header is sent. Idempotent.
  ///
  /// @param parts how many tasks of the header will end
  /// @param shape see [Gathered]
  void open(Chord chord, int parts, @Nullable JsonNode shape, Duration ttl);

  /// Counts a part, in one atomic step; of a task that was counted before, only the first.
  ///
  /// @return whether all parts are there: the body is to begin, and then [#close]. True again for
  ///   parts that are counted again before that
  boolean add(Chord chord, Part part, Duration ttl);

  /// The parts so far; empty if the chord is not open, for example because somebody else began its
  /// body and closed it.
  Optional<Gathered> gather(String group);

  /// Forgets a chord whose body was sent or failed. Idempotent.
  void close(String group);

  /// Chords all of whose parts are there, but which nobody has touched since: whoever counted the
  /// last part is gone. Each is told to one caller only until it goes untouched again as long.
  ///
  /// @param limit the most chords to look at
  List<Chord> stalled(Duration untouched, int limit);
}
