package dev.meridian.gateway;

import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.Pending;
import dev.meridian.client.Submission;
import dev.meridian.client.UnavailableException;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.task.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes executions: hop 1, and hop 8 for clients that wait. Thread-safe.
final class ExecutionEndpoint {
  private static final List<String> PRODUCES =
      List.of(MediaTypes.JSON, MediaTypes.TEXT, MediaTypes.MULTIPART);
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final Duration MOMENT = Duration.ofMillis(100);

  private final Gateway.Collaborators with;
  private final Duration cap;
  private final WaitingRoom room;
  private final Jobs jobs;
  private final Results results;
  private final ExecuteReader reader;
  private final CanvasProcess canvases;
  private final Acceptance acceptance;

  ExecutionEndpoint(
      Gateway.Collaborators with, Duration cap, WaitingRoom room, Jobs jobs, Results results) {
    this.with = with;
    this.cap = cap;
    this.room = room;
    this.jobs = jobs;
    this.results = results;
    this.reader = new ExecuteReader(with.map());
    this.canvases = new CanvasProcess(with.catalogue(), with.map());
    Idempotency idempotency = new Idempotency(with.cache());
    this.acceptance = new Acceptance(with, jobs, idempotency, new Forms(with.cache()));
  }

  /// How an execution answers.
  private enum Mode {
    /// With the result, or not at all.
    SYNC,
    /// With the result if it comes in time, else with the job.
    WAIT,
    /// With the job.
    ASYNC;

    static Mode of(Preferences prefer) {
      if (prefer.patience() != null) {
        return WAIT;
      }
      return prefer.respondAsync() ? ASYNC : SYNC;
    }
  }

  void register(Routes routes) {
    routes.add(
        "/processes/{type}/execution",
        "POST",
        PRODUCES,
        (exchange, ids) -> execute(exchange, ids.getFirst()));
  }

  private Answer execute(Exchange exchange, String name) throws InterruptedException {
    if (name.equals(CanvasProcess.NAME)) {
      requireJson(exchange);
      byte[] body = exchange.body();
      return execute(exchange, CanvasProcess.OFFER, canvases.read(body), body);
    }
    Catalogue catalogue = with.catalogue().get();
    Offer offer = ProcessEndpoints.require(catalogue, name);
    requireJson(exchange);
    byte[] body = exchange.body();
    return execute(exchange, offer, reader.read(body, offer, catalogue.terms()), body);
  }

  private Answer execute(Exchange exchange, Offer offer, Execution execution, byte[] body)
      throws InterruptedException {
    Preferences prefer = Preferences.of(exchange.headers("Prefer"));
    Optional<Idempotency.Use> use = Idempotency.of(exchange, offer.type().name(), body);
    Mode mode = Mode.of(prefer);
    if (mode == Mode.ASYNC) {
      return taken(exchange, use, execution, prefer);
    }
    try (WaitingRoom.Seat seat = room.enter()) {
      boolean unrecorded = mode == Mode.SYNC && use.isEmpty() && !offer.recordsBlocking();
      if (unrecorded
          && hurried(execution).order() instanceof Order.Tasks(Submission submission)
          && submission.tasks().size() == 1
          && submission.unique() == null) {
        return call(exchange, seat, offer.type(), new Call(submission, execution.form()));
      }
      try (Job job =
          acceptance.job(use, mode == Mode.SYNC ? hurried(execution) : execution, true)) {
        Answer answer = signed(waited(exchange, seat, job, prefer), job);
        return mode == Mode.SYNC || answer.status() == 201
            ? answer
            : answer.with("Preference-Applied", "wait=" + prefer.waitUpTo(cap).toSeconds());
      }
    } catch (UnavailableException e) {
      if (mode == Mode.WAIT && prefer.respondAsync()) {
        return taken(exchange, use, execution, prefer); // by the outbox, if there is one
      }
      throw e;
    }
  }

  /// Answers with the job at once.
  private Answer taken(
      Exchange exchange, Optional<Idempotency.Use> use, Execution execution, Preferences prefer) {
    try (Job job = acceptance.job(use, execution, false)) {
      RequestStatus status =
          use.isPresent() || job.unique()
              ? jobs.require(job.id())
              : JobDocument.accepted(job.request());
      return signed(created(exchange, status, prefer), job);
    }
  }

  /// Tells a client that its `unique` key has a job already, which this one is.
  private static Answer signed(Answer answer, Job job) {
    return job.unique() ? answer.with("Meridian-Unique", "earlier") : answer;
  }

  /// Refuses a body that says that it is something else.
  static void requireJson(Exchange exchange) {
    String type = exchange.header("Content-Type");
    if (type != null && !MediaTypes.bare(type).equals(MediaTypes.JSON)) {
      throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Content-Type", type, MediaTypes.JSON)
          .refusal();
    }
  }

  /// A client that waits for the end gets it by the longest wait, or never.
  private Execution hurried(Execution execution) {
    Order asked = execution.order();
    if (asked.options().deadline().compareTo(cap) <= 0) {
      return execution;
    }
    return new Execution(asked.withDeadline(cap), execution.form());
  }

  private record Call(Submission submission, AnswerForm form) {}

  private Answer call(Exchange exchange, WaitingRoom.Seat seat, TaskType<?, ?> type, Call call)
      throws InterruptedException {
    Submission submission = call.submission();
    Duration patience = submission.options().deadline();
    Optional<TaskResult> result =
        seat.await(
            () -> with.client().callAll(submission, patience).values().stream().findFirst(),
            () -> {
              throw new InterruptedException("the gateway stops");
            });
    if (result.isEmpty()) {
      throw timeout(patience).refusal();
    }
    return results.answer(exchange, type, result.get(), call.form());
  }

  private Answer waited(Exchange exchange, WaitingRoom.Seat seat, Job job, Preferences prefer)
      throws InterruptedException {
    RequestRecord request = job.request();
    boolean sync = prefer.patience() == null;
    Duration patience = sync ? untilDeadline(request) : prefer.waitUpTo(cap);
    Optional<Map<TaskId, TaskResult>> ended =
        seat.await(() -> ended(job, patience), Optional::empty);
    if (ended.isPresent()) {
      return monitored(exchange, job, ended.get());
    }
    RequestStatus status = jobs.require(job.id());
    if (status.state() == TaskState.SUCCESSFUL) {
      return monitored(exchange, job, with.results().findAll(request.taskIds()));
    }
    if (sync && status.state() == TaskState.FAILED) {
      throw timeout(Duration.between(request.created(), request.deadline()))
          .with("instance", new Links(exchange).job(job.id()))
          .refusal();
    }
    return created(exchange, status, prefer);
  }

  /// A moment longer than the deadline, so that whoever looks next finds it passed.
  private Duration untilDeadline(RequestRecord request) {
    Duration left = Duration.between(with.clock().instant(), request.deadline());
    return (left.compareTo(cap) < 0 ? left : cap).plus(MOMENT);
  }

  private Optional<Map<TaskId, TaskResult>> ended(Job job, Duration patience)
      throws InterruptedException {
    Pending pending = job.pendingIfAny().orElseThrow();
    RequestRecord request = job.request();
    if (request.tasks().size() == 1) {
      return pending.next(patience).map(result -> Map.of(result.id(), result));
    }
    return pending.await(patience)
        ? Optional.of(with.results().findAll(request.taskIds()))
        : Optional.empty();
  }

  private Answer monitored(Exchange exchange, Job job, Map<TaskId, TaskResult> ended) {
    String link = "<" + new Links(exchange).job(job.id()) + ">; rel=\"monitor\"";
    try {
      return results.answer(exchange, job.request(), ended, job.form()).with("Link", link);
    } catch (Refusal e) {
      throw e.problem().header("Link", link).refusal();
    }
  }

  private static Answer created(Exchange exchange, RequestStatus status, Preferences prefer) {
    Answer answer =
        Answer.json(201, JobDocument.of(exchange, status))
            .uncached()
            .with("Location", new Links(exchange).job(status.request().id()))
            .with("Retry-After", RETRY_AFTER_SECONDS);
    boolean asked = prefer.respondAsync() || prefer.patience() != null;
    return asked ? answer.with("Preference-Applied", "respond-async") : answer;
  }

  private static Problem timeout(Duration after) {
    String detail = "not finished within " + after.toSeconds() + " s; use Prefer: respond-async";
    return Problem.of(ProblemType.EXECUTION_TIMEOUT, detail);
  }
}
