package dev.meridian.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Positions of clients that change what they want.
final class PositionRelayTest {
  private static final Duration LINGER = Duration.ofMillis(200);
  private static final int OBJECTS = 2_500;

  private final Feed feed = new Feed();
  private final PositionRelay relay = new PositionRelay(feed, 50, LINGER);
  private final FakeWire wire = new FakeWire();
  private final Recipient recipient =
      new Recipient(wire, StreamBounds.STANDARD, new StreamCounts());

  /// A feed with one listener.
  private static final class Feed implements PositionFeed {
    private volatile @Nullable Consumer<List<Position>> listener;

    @Override
    public void tell(List<Position> positions) {
      Consumer<List<Position>> told = listener;
      if (told != null) {
        told.accept(positions);
      }
    }

    @Override
    public AutoCloseable listen(Consumer<List<Position>> one) {
      listener = one;
      return () -> listener = null;
    }
  }

  @AfterEach
  void stop() {
    relay.close();
    recipient.end(Wire.Ending.STOPPED);
  }

  private Subscription subscription(String id) {
    Subscription subscription = new Subscription(id, Filter.ALL, recipient);
    assertThat(recipient.add(subscription)).isNull();
    return subscription;
  }

  private void remove(Subscription subscription) {
    assertThat(recipient.remove(subscription.id())).isSameAs(subscription);
    relay.remove(subscription);
  }

  @Test
  void whatWaitsStaysWhenAnotherSubscriptionEnds() {
    Subscription crossings = subscription("crossings");
    Subscription before = subscription("before");
    relay.add(before);
    relay.add(subscription("map"));
    feed.tell(IntStream.range(0, OBJECTS).mapToObj(PositionRelayTest::position).toList());
    remove(crossings);
    remove(before);
    Thread.ofVirtual().start(() -> recipient.send(_ -> {}, relay::goOn));

    Await.until("all are shown", () -> shown().size() == OBJECTS);
  }

  private Set<String> shown() {
    Set<String> shown = new HashSet<>();
    for (Frame frame : wire.frames) {
      if (frame instanceof Frame.Positions(List<Position> those)) {
        those.forEach(position -> shown.add(position.object()));
      }
    }
    return shown;
  }

  @Test
  void nobodyListensForThoseWhoWantCrossingsOnly() {
    Subscription crossings = subscription("crossings");
    Subscription map = subscription("map");
    relay.add(map);
    assertThat(feed.listener).isNotNull();
    remove(map);
    Await.until(
        "it ends though others come and go",
        () -> {
          relay.remove(crossings);
          return feed.listener == null;
        });
  }

  private static Position position(int number) {
    return new Position(
        "o" + number,
        Instant.EPOCH,
        new LonLat(8, 50),
        0,
        0,
        Position.Motion.UNKNOWN,
        Json.object());
  }
}
