package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Accepted;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.Pending;
import dev.meridian.client.Submission;
import dev.meridian.client.TaskClient;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.task.RequestId;
import java.util.Optional;

/// Makes jobs of executions, one for each idempotency key. Thread-safe.
final class Acceptance {
  private final TaskClient client;
  private final CanvasClient canvases;
  private final Jobs jobs;
  private final Idempotency idempotency;
  private final Forms forms;

  Acceptance(Gateway.Collaborators with, Jobs jobs, Idempotency idempotency, Forms forms) {
    this.client = with.client();
    this.canvases = with.canvases();
    this.jobs = jobs;
    this.idempotency = idempotency;
    this.forms = forms;
  }

  /// The job of an execution: a new one, or that of an earlier request with its key.
  ///
  /// @param wait whether somebody will wait for its end
  Job job(Optional<Idempotency.Use> use, Execution execution, boolean wait) {
    Optional<RequestId> earlier = use.flatMap(idempotency::begin);
    if (earlier.isPresent()) {
      return resume(earlier.get(), execution.form(), wait);
    }
    try {
      Job job = accept(execution, wait);
      keep(job, use);
      return job;
    } catch (RuntimeException e) {
      use.ifPresent(idempotency::abandon);
      throw e;
    }
  }

  private Job accept(Execution execution, boolean wait) {
    AnswerForm form = execution.form();
    return switch (execution.order()) {
      case Order.Tasks(Submission tasks) when !wait -> {
        Accepted accepted = client.accept(tasks);
        yield new Job(accepted.request(), form, null, accepted.earlier());
      }
      case Order.Tasks(Submission tasks) -> job(client.submitAndListen(tasks), form);
      case Order.Composed composed -> job(submit(composed), form);
    };
  }

  private static Job job(Pending pending, AnswerForm form) {
    return new Job(pending.request(), form, pending, pending.isEarlier());
  }

  /// What readers cannot see is how deep a canvas gets when its groups become chords.
  private Pending submit(Order.Composed order) {
    try {
      return canvases.submitAndListen(order.canvas(), order.options(), order.onFailure());
    } catch (InvalidValueException e) {
      throw Violations.only(CanvasReader.AT, String.valueOf(e.getMessage()));
    }
  }

  /// Without its form and its key a job is not what was asked for: nothing may be left behind (I1).
  /// One that was there before keeps its form, and stays.
  private void keep(Job job, Optional<Idempotency.Use> use) {
    try {
      if (!job.unique()) {
        forms.keep(job.request(), job.form());
      }
      use.ifPresent(key -> idempotency.finish(key, job.request()));
    } catch (StoreException e) {
      job.close();
      if (!job.unique()) {
        ResultStore.CancelOutcome _ = client.cancel(job.id());
      }
      throw e;
    }
  }

  private Job resume(RequestId id, AnswerForm form, boolean wait) {
    RequestStatus status = jobs.require(id);
    ResultEndpoints.requireKept(status);
    return new Job(status.request(), form, wait ? client.listen(status) : null, false);
  }
}
