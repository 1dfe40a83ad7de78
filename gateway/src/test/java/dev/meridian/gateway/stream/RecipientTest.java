package dev.meridian.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.stream.Wire.Ending;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryTracking;
import dev.meridian.testing.Await;
import dev.meridian.track.Position;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a client costs that does not read.
final class RecipientTest {
  private static final int OBJECTS = 2_500;
  private static final StreamBounds BOUNDS = StreamBounds.STANDARD;

  private final Tracking tracking = MemoryTracking.create(InstantSource.system());
  private final FakeWire wire = new FakeWire();
  private Delivery delivery = delivery(BOUNDS);

  private Delivery delivery(StreamBounds bounds) {
    return new Delivery(tracking, () -> List.of("fra"), bounds, InstantSource.system());
  }

  @AfterEach
  void stop() {
    delivery.close();
  }

  private Recipient open() {
    return open(wire);
  }

  private Recipient open(FakeWire client) {
    Delivery.Place place = delivery.place().orElseThrow();
    Recipient recipient = place.open(client);
    Thread.ofVirtual().start(() -> place.serve(recipient));
    return recipient;
  }

  private void stall() {
    wire.reads.drainPermits();
  }

  @Test
  void clientThatTakesNothingIsCutThoughLittleWaits() {
    delivery = delivery(BOUNDS.withTimes(Duration.ofMillis(150), BOUNDS.lastWords()));
    stall();
    open().offer(new Frame.Unsubscribed("a"));
    Await.until("it is gone", () -> wire.ending == Ending.SLOW);

    assertThat(wire.cut).isTrue();
    Await.until("its place is free", () -> delivery.clients() == 0);
  }

  @Test
  void clientThatCannotBeCutIsNoneOfTheOthersBusiness() {
    delivery = delivery(BOUNDS.withTimes(Duration.ofMillis(150), Duration.ofMinutes(10)));
    stall();
    wire.uncuttable = true;
    open().offer(new Frame.Unsubscribed("a"));
    Await.until("it is tried", () -> wire.cut);
    FakeWire next = new FakeWire();
    next.reads.drainPermits();
    open(next).offer(new Frame.Unsubscribed("a"));
    Await.until("the next one is gone", () -> next.ending == Ending.SLOW);
    wire.uncuttable = false;
    Await.until("so is the first one, in the end", () -> wire.ending == Ending.SLOW);
  }

  @Test
  void clientThatCannotBeginIsGone() {
    Delivery.Place place = delivery.place().orElseThrow();
    place.serve(
        place.open(wire),
        _ -> {
          throw new IllegalStateException("a beginning fails, as the test wants");
        });

    assertThat(wire.ending).isEqualTo(Ending.GONE);
    assertThat(delivery.clients()).isZero();
    assertThat(delivery.clients(Wire.Transport.EVENTS)).isZero();
  }

  @Test
  void whatWaitsIsBoundedByBytes() {
    stall();
    Recipient recipient = open();
    Frame large = new Frame.Complaint(null, "x".repeat(StreamBounds.QUEUED_BYTES / 4));
    for (int i = 0; i < 3; i++) {
      recipient.offer(large);
    }
    Await.holds("three may wait", Duration.ofMillis(20), () -> wire.ending == null);
    recipient.offer(large);
    recipient.offer(large);
    wire.reads.release(100);
    Await.until("it is sent away", () -> wire.ending == Ending.SLOW);
  }

  @Test
  void endOfASubscriptionWakesWhoWaitsForRoom() {
    Recipient recipient = new Recipient(wire, BOUNDS, new StreamCounts());
    Subscription subscription = new Subscription("s", Filter.ALL, recipient);
    Thread waits = Thread.ofVirtual().start(() -> fill(recipient, subscription));
    Await.until("it waits", () -> waits.getState() == Thread.State.WAITING);
    subscription.end();
    Await.until("it does not any more", () -> !waits.isAlive());
  }

  private static void fill(Recipient recipient, Subscription subscription) {
    try {
      while (!subscription.ended()) {
        recipient.put(subscription, new Frame.Unsubscribed("a"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void singleFrameIsTakenWhateverItsSize() {
    open().offer(new Frame.Complaint(null, "x".repeat(2 * StreamBounds.QUEUED_BYTES)));
    Await.until("it came", () -> wire.frames.size() == 1);
  }

  @Test
  void positionsThatAClientDoesNotTakeAreReplacedByNewerOnes() {
    delivery = delivery(BOUNDS.withStreams(10).withPositionFrames(50));
    FakeWire quick = new FakeWire();
    for (FakeWire client : List.of(wire, quick)) {
      Wish wish = new Wish(Filter.ALL, false, true, null);
      assertThat(delivery.subscribe(open(client), "map", wish)).isNull();
      Await.until("it is subscribed", () -> client.count(Frame.Subscribed.class) == 1);
    }
    stall();
    int newest = 15;
    for (int i = 0; i <= newest; i++) {
      int seq = i;
      tracking
          .positions()
          .tell(IntStream.range(0, OBJECTS).mapToObj(o -> position("o" + o, seq)).toList());
      Await.holds("time passes", Duration.ofMillis(30), () -> wire.ending == null);
    }
    Await.until("the quick one sees where they are", () -> areAllAt(quick, newest));
    wire.reads.release(1_000);
    Await.until("the other one, too", () -> areAllAt(wire, newest));

    // One frame was under way, and one waited.
    assertThat(wire.frames.stream().filter(frame -> isOlder(frame, newest)).count())
        .isLessThanOrEqualTo(2);
    assertThat(wire.frames).allMatch(frame -> positions(frame).size() <= 1_000);
  }

  private static boolean areAllAt(FakeWire client, int seq) {
    Map<String, Long> last = new HashMap<>();
    client.frames.forEach(
        frame -> positions(frame).forEach(position -> last.put(position.object(), position.seq())));
    return last.size() == OBJECTS && last.values().stream().allMatch(it -> it == seq);
  }

  private static boolean isOlder(Frame frame, int seq) {
    return positions(frame).stream().anyMatch(position -> position.seq() < seq);
  }

  private static List<Position> positions(Frame frame) {
    return frame instanceof Frame.Positions(List<Position> those) ? those : List.of();
  }

  private static Position position(String object, int seq) {
    return new Position(
        object,
        Instant.ofEpochSecond(seq),
        new LonLat(8, 50),
        0,
        seq,
        Position.Motion.UNKNOWN,
        Json.object());
  }
}
