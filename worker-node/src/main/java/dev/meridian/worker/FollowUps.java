package dev.meridian.worker;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.canvas.Launch;
import dev.meridian.canvas.Start;
import dev.meridian.result.Chords;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends what follows tasks, and returns once all of it is confirmed. Thread-safe.
final class FollowUps {
  private final Chords chords;
  private final StoreRetry retry;
  private final Destinations destinations;
  private final CeleryCodec codec;
  private final InstantSource clock;

  /// The task that is followed.
  ///
  /// @param home where follow-ups go that say nothing else
  /// @param root of its family; null if it is not known
  /// @param parent its id; null if there is none
  record Family(Home home, @Nullable String root, @Nullable String parent) {}

  FollowUps(
      Chords chords,
      StoreRetry retry,
      Destinations destinations,
      CeleryCodec codec,
      InstantSource clock) {
    this.chords = chords;
    this.retry = retry;
    this.destinations = destinations;
    this.codec = codec;
    this.clock = clock;
  }

  /// Records the chords that begin, then sends the tasks.
  ///
  /// @param ttl how long the chords are kept
  /// @throws dev.meridian.MeridianException if not all of it could be sent
  void send(Launch launch, Family family, Duration ttl) {
    IdentityHashMap<Broker, List<Publication>> shares = new IdentityHashMap<>();
    for (Start start : launch.starts()) {
      Home to = destinations.of(start.signature().options(), family.home());
      shares
          .computeIfAbsent(to.broker(), _ -> new ArrayList<>())
          .add(publication(start, family, to));
    }
    for (Launch.Opening opening : launch.openings()) {
      var chord = new Chords.Chord(opening.group(), opening.body());
      retry.untilUp(() -> {
        chords.open(chord, opening.parts(), opening.shape(), ttl);
        return chord;
      });
    }
    shares.forEach(this::publish);
  }

  private Publication publication(Start start, Family family, Home to) {
    Instant now = clock.instant();
    Envelope envelope = start.envelope(family.root(), family.parent(), now);
    Instant eta = envelope.times().eta();
    Duration delay = eta == null || eta.isBefore(now) ? Duration.ZERO : Duration.between(now, eta);
    Message message = codec.encode(envelope, to.queue().region().orElse(null));
    return new Publication(to.queue(), message, delay);
  }

  private void publish(Broker broker, List<Publication> publications) {
    List<Publication> left = new ArrayList<>(publications);
    retry.untilUp(() -> {
      publishWhatIsLeft(broker, left);
      return left;
    });
  }

  private static void publishWhatIsLeft(Broker broker, List<Publication> left) {
    List<Publication> now = List.copyOf(left);
    List<PublishOutcome> outcomes = broker.publishAll(now);
    left.clear();
    BrokerException failure = null;
    for (int i = 0; i < now.size(); i++) {
      if (outcomes.get(i) instanceof PublishOutcome.Failed(BrokerException reason)) {
        left.add(now.get(i));
        failure = reason;
      }
    }
    if (failure != null && failure.kind() == BrokerException.Kind.UNROUTABLE) {
      declare(broker, left, failure);
    } else if (failure != null) {
      throw failure;
    }
  }

  /// A region may not have had a worker yet, and so no queues.
  private static void declare(Broker broker, List<Publication> left, BrokerException failure) {
    for (Publication publication : left) {
      if (publication.queue().region().isEmpty()) {
        throw failure;
      }
      broker.declare(publication.queue());
      broker.publish(publication);
    }
  }
}
