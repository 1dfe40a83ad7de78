package dev.meridian.client;

import dev.meridian.client.Submission.Conditions;
import dev.meridian.result.Claims;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that there is one unfinished request of a task type with a key at a time. Whoever
/// makes one claims the name of type and key; the claim stands for a request only once that is
/// confirmed, so that nobody is answered with one that may not be (I1). What a program that died
/// left claimed is free after [InHand#LONGEST] if its request was not confirmed, and else when that
/// ends, at its deadline at the latest. Thread-safe.
final class Uniqueness {
  /// How many times its wait a debounced request starts after the first of its row at the latest.
  static final int MOST_WAITS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Uniqueness.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Claims claims;
  private final ResultStore results;
  private final InstantSource clock;
  private final IdSource ids;
  private final Bookkeeping bookkeeping;

  Uniqueness(ResultStore results, InstantSource clock, IdSource ids) {
    this.claims = results.claims();
    this.results = results;
    this.clock = clock;
    this.ids = ids;
    this.bookkeeping = new Bookkeeping(results, clock);
  }

  /// The request that answers a submission: an earlier one, or the one made now.
  ///
  /// @param make accepts a submission, or leaves nothing behind
  /// @throws UnavailableException if it could not be made, or others with the key are being made
  ///   all the time
  Made accept(Submission submission, Unique unique, Function<Submission, Made> make) {
    String name = "unique:" + submission.type() + " " + unique.key();
    String inHand = ids.nextRequest().value();
    long end = System.nanoTime() + InHand.PATIENCE.toNanos();
    do {
      @Nullable String seen = claims.holder(name).orElse(null);
      if (Row.isConfirmed(seen)) {
        Optional<Earlier> earlier = earlier(seen);
        if (earlier.isPresent() && unique.mode() == Unique.Mode.DROP) {
          return Made.before(earlier.get().request);
        }
        if (claims.claim(name, seen, inHand, InHand.LONGEST)) {
          var turn = new Turn(name, inHand, seen, earlier.orElse(null));
          return made(submission, unique, turn, make);
        }
      }
      pause();
    } while (System.nanoTime() < end);
    throw unavailable(null);
  }

  /// The right to make the next request of a name.
  private record Turn(
      String name, String inHand, @Nullable String seen, @Nullable Earlier earlier) {}

  /// An unfinished request that has the name.
  private record Earlier(RequestRecord request, Row row) {}

  private Optional<Earlier> earlier(@Nullable String seen) {
    if (seen == null) {
      return Optional.empty();
    }
    Row row = Row.of(seen);
    return bookkeeping
        .status(row.request)
        .filter(status -> !status.state().isTerminal() && !status.gone())
        .map(RequestStatus::request)
        .map(request -> new Earlier(request, row));
  }

  private Made made(
      Submission submission, Unique unique, Turn turn, Function<Submission, Made> make) {
    Instant now = clock.instant();
    Earlier waiting = unique.mode() == Unique.Mode.DEBOUNCE ? waiting(turn.earlier, now) : null;
    Instant first = waiting == null ? now : waiting.row.first;
    Instant start = start(unique, first, now);
    Made made;
    try {
      made = make.apply(start.isAfter(now) ? startingAt(start, submission) : submission);
    } catch (RuntimeException e) {
      giveBack(turn);
      throw e;
    }
    confirm(turn, new Row(made.request().id(), first, start), made);
    Earlier replaced = unique.mode() == Unique.Mode.REPLACE ? turn.earlier : waiting;
    if (replaced != null) {
      dismiss(replaced.request.id(), made.request().id());
    }
    return made;
  }

  /// One whose time has come is let be, whether a worker has taken it yet or not.
  private static @Nullable Earlier waiting(@Nullable Earlier earlier, Instant now) {
    return earlier != null && earlier.row.start.isAfter(now) ? earlier : null;
  }

  private static Instant start(Unique unique, Instant first, Instant now) {
    Instant wanted = now.plus(unique.quiet());
    Instant latest = first.plus(unique.quiet().multipliedBy(MOST_WAITS));
    return wanted.isBefore(latest) ? wanted : latest;
  }

  private static Submission startingAt(Instant start, Submission submission) {
    Conditions old = submission.conditions();
    var conditions =
        new Conditions(start, old.expires(), old.limits(), old.ignoreResult(), old.headers());
    return new Submission(submission.type(), submission.tasks(), submission.options(), conditions);
  }

  private void confirm(Turn turn, Row row, Made made) {
    boolean confirmed = false;
    try {
      confirmed = claims.claim(turn.name, turn.inHand, row.text(), left(made.request()));
    } finally {
      if (!confirmed) {
        made.listening().close();
        ResultStore.CancelOutcome _ = results.cancel(made.request().id());
      }
    }
    if (!confirmed) {
      throw unavailable(null);
    }
  }

  /// As it was before, best effort: what is not given back is free after [InHand#LONGEST].
  private void giveBack(Turn turn) {
    try {
      if (turn.earlier == null || turn.seen == null) {
        claims.release(turn.name, turn.inHand);
      } else {
        boolean _ = claims.claim(turn.name, turn.inHand, turn.seen, left(turn.earlier.request));
      }
    } catch (StoreException e) {
      LOG.warn("unique name is not given back at once: {}", e.getMessage());
    }
  }

  /// The new one is accepted already, so a failure here is not one of its.
  private void dismiss(RequestId earlier, RequestId by) {
    try {
      ResultStore.CancelOutcome _ = results.cancel(earlier, "replaced by " + by);
    } catch (StoreException e) {
      LOG.warn("request {} goes on although replaced by {}: {}", earlier, by, e.getMessage());
    }
  }

  private Duration left(RequestRecord request) {
    Duration left = Duration.between(clock.instant(), request.deadline());
    return left.isPositive() ? left : Duration.ofMillis(1);
  }

  private static void pause() {
    try {
      InHand.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static UnavailableException unavailable(@Nullable Throwable cause) {
    String words = "another request with the unique key is still being accepted";
    return new UnavailableException(words, RETRY_AFTER, cause);
  }

  /// What a claim says of a confirmed request; one in hand is a single word.
  ///
  /// @param request the newest of its row
  /// @param first when the first one of the row was asked for
  /// @param start when the newest starts
  private record Row(RequestId request, Instant first, Instant start) {
    private static final int WORDS = 3;

    static boolean isConfirmed(@Nullable String holder) {
      return holder == null || holder.split(" ", -1).length == WORDS;
    }

    static Row of(String text) {
      String[] words = text.split(" ", WORDS);
      return new Row(new RequestId(words[0]), time(words[1]), time(words[2]));
    }

    String text() {
      return request + " " + first.toEpochMilli() + " " + start.toEpochMilli();
    }

    private static Instant time(String millis) {
      return Instant.ofEpochMilli(Long.parseLong(millis));
    }
  }
}
