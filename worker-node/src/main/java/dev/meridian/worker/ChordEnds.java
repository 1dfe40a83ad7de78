package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Freezing;
import dev.meridian.canvas.Launch;
import dev.meridian.canvas.Signature;
import dev.meridian.canvas.Start;
import dev.meridian.json.Json;
import dev.meridian.result.Chords;
import dev.meridian.result.Chords.Chord;
import dev.meridian.result.Chords.Gathered;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Shape;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.wire.Envelope;
import dev.meridian.worker.FollowUps.Family;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Counts the parts of chords, begins or fails their bodies, and ends what will not run any more.
/// Everything here may happen twice. Thread-safe.
final class ChordEnds {
  private static final Logger LOG = LoggerFactory.getLogger(ChordEnds.class);
  private static final int MOST_STALLED = 100;

  private final Chords chords;
  private final ResultStore results;
  private final StoreRetry retry;
  private final FollowUps followUps;
  private final Terms terms;

  /// How long things are kept, by whose clock.
  ///
  /// @param ttl of chords, and of results that name no other
  record Terms(Duration ttl, InstantSource clock) {}

  ChordEnds(
      Chords chords, ResultStore results, StoreRetry retry, FollowUps followUps, Terms terms) {
    this.chords = chords;
    this.results = results;
    this.retry = retry;
    this.followUps = followUps;
    this.terms = terms;
  }

  /// Counts the end of a task, if it is part of a chord, and begins the body if it was the last.
  void part(Family family, Envelope envelope, TaskResult result) {
    String group = envelope.lineage().group();
    if (group == null || !(envelope.embed().path("chord") instanceof ObjectNode body)) {
      return;
    }
    Chord chord = new Chord(group, body);
    var part = new Chords.Part(envelope.lineage().groupIndex(), result);
    if (retry.untilUp(() -> chords.add(chord, part, terms.ttl()))) {
      begin(family, chord, _ -> true);
    } else if (result.state() != TaskState.SUCCESSFUL) {
      failFast(family, chord, result);
    }
  }

  /// Ends the body of a chord that needs all of its parts as soon as one has failed, for those who
  /// wait for it. The last part closes the chord and sends the errbacks.
  private void failFast(Family family, Chord chord, TaskResult failed) {
    Canvas body = body(chord);
    if (Launch.of(body, List.of()).need().isEmpty()) {
      TaskFailure failure = ChordErrors.of(failed);
      Instant now = terms.clock().instant();
      end(family, body, TaskResult.failed(failed.id(), failure, Json.object(), now));
    }
  }

  private static Canvas body(Chord chord) {
    return Freezing.following(chord.group() + "/body").freeze(Canvas.of(chord.body()));
  }

  /// Begins the bodies of chords whose last worker went before it did. A worker of Celery leaves
  /// chords that failed, so one may have been cared for: its errbacks are not sent again then.
  ///
  /// @param untouched for how long nobody can have cared for them
  void sweep(Home home, Duration untouched) {
    for (Chord chord : chords.stalled(untouched, MOST_STALLED)) {
      LOG.warn("chord {}: its last worker is gone, its body begins here", chord.group());
      try {
        begin(new Family(home, null, null), chord, body -> !isOver(body));
      } catch (MeridianException e) {
        LOG.error("chord {}: {}", chord.group(), e.getMessage());
      }
    }
  }

  private boolean isOver(Envelope body) {
    return retry
        .untilUp(() -> results.find(body.id()))
        .filter(result -> result.state().isTerminal())
        .isPresent();
  }

  /// Begins the body, unless somebody else did and closed the chord meanwhile.
  private void begin(Family family, Chord chord, Predicate<Envelope> wantsErrbacks) {
    String group = chord.group();
    Gathered gathered = retry.untilUp(() -> chords.gather(group)).orElse(null);
    if (gathered == null) {
      return;
    }
    Canvas body = body(chord);
    int parts = gathered.results().size();
    int need = Math.min(parts, Launch.of(body, List.of()).need().orElse(parts));
    List<TaskResult> failed =
        gathered.results().stream().filter(r -> r.state() != TaskState.SUCCESSFUL).toList();
    if (parts - failed.size() < need) {
      fail(family, body, ChordErrors.of(failed.getFirst()), wantsErrbacks);
    } else {
      send(family, body, values(gathered));
    }
    retry.untilUp(() -> {
      chords.close(group);
      return group;
    });
  }

  private void send(Family family, Canvas body, JsonNode values) {
    try {
      followUps.send(Launch.of(body, List.of(values)), family, terms.ttl());
    } catch (MeridianException e) {
      if (StoreRetry.isTransient(e)) {
        throw e;
      }
      fail(family, body, ChordErrors.ofBody(e), _ -> true);
    }
  }

  private static JsonNode values(Gathered gathered) {
    JsonNode shape = gathered.shape();
    if (shape == null) {
      return Json.array().addAll(gathered.results().stream().map(TaskResult::value).toList());
    }
    Map<TaskId, TaskResult> byId = new HashMap<>();
    gathered.results().forEach(result -> byId.put(result.id(), result));
    return new Shape(shape).value(byId);
  }

  private void fail(
      Family family, Canvas body, TaskFailure failure, Predicate<Envelope> wantsErrbacks) {
    Instant now = terms.clock().instant();
    List<Envelope> first =
        Launch.of(body, List.of()).starts().stream()
            .map(start -> start.envelope(family.root(), family.parent(), now))
            .toList();
    List<Envelope> wanting = first.stream().filter(wantsErrbacks).toList();
    end(family, body, TaskResult.failed(first.getFirst().id(), failure, Json.object(), now));
    wanting.forEach(start -> errbacks(family, start));
  }

  /// Ends every task of a canvas that will not run like `result`, and counts the parts that these
  /// are of chords outside of it.
  void end(Family family, Canvas canvas, TaskResult result) {
    canvas
        .signatures()
        .forEach(signature -> {
          Envelope envelope = envelope(family, signature);
          TaskResult same = as(envelope, result);
          boolean decided =
              retry.untilUp(() -> results.complete(TaskRefs.of(envelope, terms.ttl()), same));
          LOG.debug("task {}: will not run: {}", envelope.id(), decided);
        });
    Launch.ending(canvas)
        .forEach(signature -> {
          Envelope envelope = envelope(family, signature);
          part(family, envelope, as(envelope, result));
        });
  }

  private static TaskResult as(Envelope envelope, TaskResult result) {
    return new TaskResult(
        envelope.id(),
        result.state(),
        Json.nullNode(),
        result.failure(),
        Json.object(),
        result.finished());
  }

  private Envelope envelope(Family family, Signature signature) {
    return new Start(signature, Json.array(), Json.array())
        .envelope(family.root(), family.parent(), terms.clock().instant());
  }

  /// Sends what is to run because a task failed, with its id. What cannot be sent for good is left.
  void errbacks(Family family, Envelope envelope) {
    String id = envelope.id().value();
    int number = 0;
    for (JsonNode errback : envelope.embed().path("errbacks").valueStream().toList()) {
      Canvas canvas = Freezing.following(id + "/errback/" + number++).freeze(Canvas.of(errback));
      Family own = new Family(family.home(), envelope.lineage().root(), id);
      try {
        followUps.send(Launch.of(canvas, List.of(Json.of(id))), own, terms.ttl());
      } catch (MeridianException e) {
        if (StoreRetry.isTransient(e)) {
          throw e;
        }
        LOG.warn("task {}: errback not sent: {}", id, e.getMessage());
      }
    }
  }
}
