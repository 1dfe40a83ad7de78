package dev.meridian.client;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Launch;
import dev.meridian.canvas.Start;
import dev.meridian.client.Dispatch.Outgoing;
import dev.meridian.client.TaskClient.Collaborators;
import dev.meridian.result.Chords;
import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.Shape;
import dev.meridian.result.StoreException;
import dev.meridian.route.NoRouteException;
import dev.meridian.route.Route;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Submits a [Canvas] as one request: every task of it gets its id and its region now, the first
/// ones are sent, and the workers, Meridian's or Celery's, send the others. Thread-safe; blocks,
/// meant for virtual threads.
public final class CanvasClient {
  /// The type of these requests.
  public static final String TYPE = "canvas";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final Collaborators with;
  private final Chords chords;
  private final Dispatch dispatch;

  /// A client that works with these.
  ///
  /// @param chords of the same store
  public CanvasClient(Collaborators with, Chords chords) {
    this.with = with;
    this.chords = chords;
    this.dispatch = new Dispatch(with.brokers());
  }

  /// Accepts a canvas, with the standard options, which fails if any task of it does.
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  public PendingCanvas submit(Canvas canvas) {
    return submit(canvas, Submission.Options.STANDARD, new OnFailure.Fail());
  }

  /// Accepts a canvas: when this returns, all its tasks are recorded, the first are confirmed (I1),
  /// and its end is listened for from before they were sent (I6).
  ///
  /// @param options for all its tasks; its `minSuccess` follows from `onFailure`
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  /// @throws dev.meridian.InvalidValueException if the canvas is too deep or too large, or names an
  ///   unknown region or source
  public PendingCanvas submit(Canvas canvas, Submission.Options options, OnFailure onFailure) {
    Launched accepted = accept(canvas, options, onFailure);
    return new PendingCanvas(accepted.request, accepted.shape, accepted.listening);
  }

  /// Accepts a canvas like [#submit]. What is returned is over as soon as the end of the canvas is
  /// certain, and tells only of the tasks that decide it.
  ///
  /// @throws UnavailableException if it could not be accepted; nothing is left behind then
  /// @throws dev.meridian.InvalidValueException if the canvas is too deep or too large, or names an
  ///   unknown region or source
  public Pending submitAndListen(Canvas canvas, Submission.Options options, OnFailure onFailure) {
    Launched accepted = accept(canvas, options, onFailure);
    RequestRecord request = accepted.request;
    int mayFail = request.deciding() - request.minSuccess();
    return new Pending(
        new Accepted(request, false), accepted.listening, request.deciding(), mayFail);
  }

  private record Launched(RequestRecord request, Shape shape, Listening listening) {}

  private Launched accept(Canvas canvas, Submission.Options options, OnFailure onFailure) {
    Set<String> refused = new TreeSet<>();
    try {
      for (int round = 1; ; round++) {
        CanvasPlan plan = new CanvasPlan(with, options, refused);
        Canvas frozen = plan.freeze(canvas);
        Shape shape = new Shape(Launch.shape(frozen));
        RequestRecord request = plan.request(TYPE, shape, onFailure);
        Sent sent = send(Launch.of(frozen, List.of()), plan, request, shape);
        if (sent.failures().isEmpty()) {
          return new Launched(request, shape, sent.listening());
        }
        String words = Dispatch.explain(sent.failures(), refused);
        refused.addAll(sent.failures().keySet());
        if (round == TaskClient.ROUNDS) {
          throw unavailable(words, sent.failures().values().iterator().next());
        }
      }
    } catch (StoreException e) {
      throw unavailable("result store: " + e.getMessage(), e);
    } catch (NoRouteException e) {
      throw unavailable(String.valueOf(e.getMessage()), e);
    }
  }

  private record Sent(Listening listening, Map<String, BrokerException> failures) {}

  /// Listens, records and publishes. Unless everything is confirmed, nothing is left behind.
  private Sent send(Launch launch, CanvasPlan plan, RequestRecord request, Shape shape) {
    boolean accepted = false;
    Listening listening = with.results().listen(shape.tasks(), false);
    try {
      with.results().create(request);
      Duration ttl = Duration.between(request.created(), request.deadline());
      for (Launch.Opening opening : launch.openings()) {
        var chord = new Chords.Chord(opening.group(), opening.body());
        chords.open(chord, opening.parts(), opening.shape(), ttl.plus(request.resultTtl()));
      }
      List<Outgoing> messages =
          launch.starts().stream().map(start -> outgoing(start, plan, request)).toList();
      Sent sent = new Sent(listening, dispatch.publish(messages));
      accepted = sent.failures().isEmpty();
      return sent;
    } finally {
      if (!accepted) {
        listening.close();
        launch.openings().forEach(opening -> chords.close(opening.group()));
        with.results().discard(request.id());
      }
    }
  }

  private Outgoing outgoing(Start start, CanvasPlan plan, RequestRecord request) {
    Envelope envelope = start.envelope(request.id().value(), null, request.created());
    Route route = plan.route(envelope.id());
    Message message = with.codec().encode(envelope, route.queue().region().orElse(null));
    return new Outgoing(route, Publication.now(route.queue(), message));
  }

  private static UnavailableException unavailable(String message, Exception cause) {
    return new UnavailableException(message, RETRY_AFTER, cause);
  }
}
