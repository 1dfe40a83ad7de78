package dev.meridian.client;

import dev.meridian.result.Listening;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Share;
import dev.meridian.task.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The ways to make one request that may share an execution.
final class Sharing implements Coalescing.Ways {
  private final ResultStore results;
  private final boolean listen;
  private final Supplier<RequestRecord> plan;
  private final Function<Boolean, Made> make;

  /// Ways of a request.
  ///
  /// @param listen whether somebody waits for its end
  /// @param plan what it would be
  /// @param make makes it, with an execution that others can share or not
  Sharing(
      ResultStore results,
      boolean listen,
      Supplier<RequestRecord> plan,
      Function<Boolean, Made> make) {
    this.results = results;
    this.listen = listen;
    this.plan = plan;
    this.make = make;
  }

  @Override
  public RequestRecord planned() {
    return plan.get();
  }

  @Override
  public Made lead() {
    return make.apply(true);
  }

  @Override
  public Made alone() {
    return make.apply(false);
  }

  /// Records and listens before it shares (I6).
  @Override
  public Optional<Made> follow(RequestRecord planned, TaskId execution) {
    RequestRecord request = planned.with(List.of(planned.tasks().getFirst().sharing()));
    results.create(request);
    boolean shares = false;
    Listening listening = Made.NOBODY;
    try {
      listening = listen ? results.listenForReplies(request.taskIds()) : Made.NOBODY;
      shares = share(results, request, execution, listen, false);
    } finally {
      if (!shares) {
        listening.close();
        results.discard(request.id());
      }
    }
    return shares ? Optional.of(new Made(request, listening, false, null)) : Optional.empty();
  }

  /// Lets a request share an execution.
  ///
  /// @param first whether the execution begins with it
  static boolean share(
      ResultStore results, RequestRecord request, TaskId execution, boolean listen, boolean first) {
    String replyTo = listen ? results.replyTo() : null;
    return results.share(new Share(execution, request.id(), replyTo, first));
  }
}
