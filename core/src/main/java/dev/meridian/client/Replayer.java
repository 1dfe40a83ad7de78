package dev.meridian.client;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.Publication;
import dev.meridian.cache.SharedCache;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.LetterHead;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.route.QueueName;
import dev.meridian.route.Route;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives dead letters another chance. The result of the task that died stays as it is (I3): what is
/// replayed is the same message as a request of its own, with a new id, a day to finish, and no
/// attempts made yet. It is recorded, published and confirmed like any other request (I1), and only
/// then the letter goes. Thread-safe; blocks.
public final class Replayer {
  private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);
  private static final Duration DEADLINE = Duration.ofDays(1);
  private static final Duration CLAIM = Duration.ofMinutes(1);

  private final Collaborators with;

  /// What replays are made with.
  ///
  /// @param ids for requests
  /// @param clock for creation times and deadlines
  /// @param brokers of the regions; asked for one that the region map does not know, it throws
  ///   [InvalidValueException]
  /// @param store of letters and requests
  /// @param codec tells whether a message can be run
  public record Collaborators(
      IdSource ids, InstantSource clock, Brokers brokers, Store store, CeleryCodec codec) {}

  /// What became of one letter.
  public sealed interface Replay {
    /// It runs again as this request.
    record Replayed(RequestId request) implements Replay {}

    /// It was left where it is.
    record Refused(String reason) implements Replay {}
  }

  /// Replays with these.
  public Replayer(Collaborators with) {
    this.with = with;
  }

  /// Why a letter cannot be replayed; empty if nothing speaks against it.
  ///
  /// @param region to send it to; null for where it died
  public Optional<String> obstacle(DeadLetter letter, @Nullable String region) {
    try {
      Envelope envelope = with.codec.decode(letter.message());
      if (envelope.embed().path("chord").isObject()) {
        return Optional.of(
            "chord: its body was told of the failure (expected: no part of a chord)");
      }
      with.brokers.of(target(letter.head(), region));
      return Optional.empty();
    } catch (MalformedMessageException | InvalidValueException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// Replays a letter. If several programs do so at a time, one of them does.
  ///
  /// @param region to send it to; null for where it died
  /// @throws StoreException if the store cannot be reached
  public Replay replay(DeadLetter letter, @Nullable String region) {
    Optional<String> obstacle = obstacle(letter, region);
    if (obstacle.isPresent()) {
      return new Replay.Refused(obstacle.get());
    }
    String claim = "replay:" + letter.head().id();
    SharedCache cache = with.store.cache();
    if (cache.putIfAbsent(claim, new byte[] {1}, CLAIM).isPresent()) {
      return new Replay.Refused("somebody replays it right now, or did within a minute");
    }
    try {
      RequestId request = send(letter, target(letter.head(), region));
      forget(letter, request);
      return new Replay.Replayed(request);
    } catch (StoreException e) {
      throw e;
    } catch (MeridianException e) {
      cache.remove(claim);
      return new Replay.Refused(String.valueOf(e.getMessage()));
    }
  }

  /// The task runs again whatever happens here, so that it is not an error if the letter stays.
  private void forget(DeadLetter letter, RequestId request) {
    String id = letter.head().id();
    try {
      LOG.info("dead letter {} replayed as request {}", id, request);
      int _ = with.store.letters().remove(List.of(id));
    } catch (StoreException e) {
      LOG.warn("dead letter {} stays although it is replayed: {}", id, e.getMessage());
    }
  }

  private static String target(LetterHead head, @Nullable String region) {
    String target = region == null ? head.region() : region;
    if (target.isEmpty()) {
      throw new InvalidValueException(
          "queue", head.queue(), "a region's, or the region to send to");
    }
    return target;
  }

  /// Records and publishes; if it is not confirmed, nothing is left behind.
  private RequestId send(DeadLetter letter, String region) {
    RequestRecord request = record(letter, region);
    with.store.results().create(request);
    boolean confirmed = false;
    try {
      Renewal renewal =
          new Renewal(
              request.id().only(), request.id(), region, request.deadline(), request.resultTtl());
      Message message = with.codec.reseal(letter.message(), renewal::of, region);
      QueueName queue = request.tasks().getFirst().route().queue();
      with.brokers.of(region).publish(Publication.now(queue, message));
      confirmed = true;
      return request.id();
    } finally {
      if (!confirmed) {
        with.store.results().discard(request.id());
      }
    }
  }

  private RequestRecord record(DeadLetter letter, String region) {
    LetterHead head = letter.head();
    QueueName queue = head.region().equals(region) ? head.queue() : head.queue().in(region);
    String reason = "replay of task " + head.task();
    Route route = new Route(region, queue, RoutePolicy.PIN, "", reason);
    RequestId id = with.ids.nextRequest();
    Instant now = with.clock.instant();
    Submission.Options standard = Submission.Options.STANDARD;
    return new RequestRecord(
        id,
        String.valueOf(head.type()),
        now,
        now.plus(DEADLINE),
        standard.resultTtl(),
        standard.tombstoneTtl(),
        1,
        List.of(new TaskEntry(id.only(), "0", route)));
  }
}
