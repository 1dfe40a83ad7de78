package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Freezing;
import dev.meridian.canvas.Launch;
import dev.meridian.canvas.Start;
import dev.meridian.json.Json;
import dev.meridian.result.ResultStore;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.wire.CeleryResults;
import dev.meridian.wire.Envelope;
import dev.meridian.worker.FollowUps.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What follows a task that travels with callbacks, errbacks, a chain or a chord, in Celery's
/// order: callbacks and the next step before its success is stored, the part of its chord after it;
/// the end of later steps and errbacks after its failure is stored. Only then the delivery is
/// settled (I2), so all of it may happen twice: ids of follow-ups follow from the task's id, so
/// that what is sent again is over already or decides nothing (I3). Thread-safe.
final class Continuation {
  private static final Logger LOG = LoggerFactory.getLogger(Continuation.class);
  private static final String FAILURE = "FollowUpFailed";

  private final ResultStore results;
  private final StoreRetry retry;
  private final FollowUps followUps;
  private final ChordEnds chords;
  private final Duration ttl;

  /// @param ttl how long chords are kept
  Continuation(
      ResultStore results, StoreRetry retry, FollowUps followUps, ChordEnds chords, Duration ttl) {
    this.results = results;
    this.retry = retry;
    this.followUps = followUps;
    this.chords = chords;
    this.ttl = ttl;
  }

  /// Whether anything follows a task.
  static boolean follows(Envelope envelope) {
    return envelope.embed().valueStream().anyMatch(c -> !c.isNull() && !c.isEmpty());
  }

  /// Sends what follows a success that is about to be stored.
  ///
  /// @return the result to store: the same with its children, or a failure if what follows it
  ///   cannot be sent for good
  /// @throws dev.meridian.MeridianException if it cannot be sent now
  TaskResult before(Home home, Envelope envelope, TaskResult result) {
    if (!follows(envelope) || result.state() != TaskState.SUCCESSFUL) {
      return result;
    }
    try {
      ObjectNode report = result.report().deepCopy();
      report.set(CeleryResults.CHILDREN, send(home, envelope, result.value()));
      return TaskResult.successful(result.id(), result.value(), report, finished(result));
    } catch (MeridianException e) {
      if (StoreRetry.isTransient(e)) {
        throw e;
      }
      return failed(result, e.getMessage());
    }
  }

  private static TaskResult failed(TaskResult result, @Nullable String why) {
    TaskFailure failure = TaskFailure.of(FAILURE, "what follows the task: " + why);
    return TaskResult.failed(result.id(), failure, result.report(), finished(result));
  }

  private static Instant finished(TaskResult result) {
    return Objects.requireNonNull(result.finished(), "finished");
  }

  private ArrayNode send(Home home, Envelope envelope, JsonNode value) {
    ArrayNode children = Json.array();
    List<JsonNode> values = List.of(value);
    int number = 0;
    for (JsonNode callback : listed(envelope, "callbacks")) {
      String origin = envelope.id() + "/callback/" + number++;
      children.addAll(send(home, envelope, frozen(origin, Canvas.of(callback)), values));
    }
    List<Canvas> rest = rest(envelope);
    if (!rest.isEmpty()) {
      Canvas next = frozen(envelope.id() + "/next", new Chain(rest, Json.object()));
      children.addAll(send(home, envelope, next, values));
    }
    return children;
  }

  private List<JsonNode> send(Home home, Envelope envelope, Canvas canvas, List<JsonNode> values) {
    Launch launch = Launch.of(canvas, values);
    followUps.send(launch, family(home, envelope), ttl);
    return launch.starts().stream().map(Continuation::child).toList();
  }

  private static JsonNode child(Start start) {
    ArrayNode id = Json.array().add(start.signature().options().path("task_id"));
    return Json.array().add(id.add(Json.nullNode())).add(Json.nullNode());
  }

  /// Does what follows an end that is stored; may be repeated.
  ///
  /// @throws dev.meridian.MeridianException if it cannot be done now
  void after(Home home, Envelope envelope, TaskResult given) {
    if (!follows(envelope)) {
      return;
    }
    Family family = family(home, envelope);
    TaskResult result = stored(given);
    try {
      chords.part(family, envelope, result);
      if (result.state() != TaskState.SUCCESSFUL) {
        for (Canvas step : frozenRest(envelope)) {
          chords.end(family, step, result);
        }
      }
      if (result.state() == TaskState.FAILED) {
        chords.errbacks(family, envelope);
      }
    } catch (InvalidValueException e) {
      LOG.warn("task {}: what follows its end: {}", envelope.id(), e.getMessage());
    }
  }

  /// Does what follows the end of a task that was over when it was delivered again: whoever ran it
  /// may have got no further.
  void again(Home home, Envelope envelope) {
    if (follows(envelope)) {
      retry
          .untilUp(() -> results.find(envelope.id()))
          .filter(result -> result.state().isTerminal())
          .ifPresent(result -> after(home, envelope, result));
    }
  }

  /// What the store keeps decides, and its spelling, should another attempt have been first.
  private TaskResult stored(TaskResult given) {
    return retry
        .untilUp(() -> results.find(given.id()))
        .filter(result -> result.state().isTerminal())
        .orElse(given);
  }

  private static Family family(Home home, Envelope envelope) {
    return new Family(home, envelope.lineage().root(), envelope.id().value());
  }

  private static Canvas frozen(String origin, Canvas canvas) {
    return Freezing.following(origin).freeze(canvas);
  }

  private static List<Canvas> frozenRest(Envelope envelope) {
    List<Canvas> rest = rest(envelope);
    return rest.isEmpty()
        ? List.of()
        : List.of(frozen(envelope.id() + "/next", new Chain(rest, Json.object())));
  }

  /// The chain's further steps, the next one first.
  private static List<Canvas> rest(Envelope envelope) {
    return listed(envelope, "chain").stream().map(Canvas::of).toList().reversed();
  }

  private static List<JsonNode> listed(Envelope envelope, String name) {
    return envelope.embed().path(name).valueStream().toList();
  }
}
