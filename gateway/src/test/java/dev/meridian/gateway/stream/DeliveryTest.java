package dev.meridian.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.stream.StreamCounts.Kind;
import dev.meridian.gateway.stream.Wire.Ending;
import dev.meridian.geo.LonLat;
import dev.meridian.memory.MemoryTracking;
import dev.meridian.testing.Await;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients are told, on a log in memory.
final class DeliveryTest {
  private static final List<String> REGIONS = List.of("fra", "gru", "sin");
  private static final StreamBounds BOUNDS = StreamBounds.STANDARD;

  private final Tracking tracking = MemoryTracking.create(InstantSource.system());
  private final Writing writing = new Writing(tracking);
  private final List<Delivery> deliveries = new ArrayList<>();

  @AfterEach
  void stop() {
    deliveries.forEach(Delivery::close);
  }

  private Delivery delivery(StreamBounds bounds, int remembered) {
    return delivery(tracking, bounds, remembered);
  }

  private Delivery delivery(Tracking from, StreamBounds bounds, int remembered) {
    Delivery delivery =
        new Delivery(from, () -> REGIONS, bounds, InstantSource.system(), remembered);
    deliveries.add(delivery);
    return delivery;
  }

  private static Recipient open(Delivery delivery, FakeWire wire) {
    Delivery.Place place = delivery.place().orElseThrow();
    Recipient recipient = place.open(wire);
    Thread.ofVirtual().start(() -> place.serve(recipient));
    return recipient;
  }

  private static Recipient open(
      Delivery delivery, FakeWire wire, Filter filter, @Nullable String cursor) {
    Recipient recipient = open(delivery, wire);
    Cursor from = cursor == null ? null : Cursor.of(cursor);
    assertThat(delivery.subscribe(recipient, "s", new Wish(filter, true, false, from))).isNull();
    return recipient;
  }

  /// Returns once a client hears all that is written from now on.
  private static FakeWire listening(Delivery delivery) {
    FakeWire wire = new FakeWire();
    open(delivery, wire, Filter.ALL, null);
    Await.until("it is subscribed", () -> wire.cursor != null);
    return wire;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void clientThatComesBackAtAnyMomentMissesNothingAndHearsNothingTwice(long seed)
      throws InterruptedException {
    Random random = new Random(seed);
    int each = 3_000;
    List<Delivery> gateways =
        List.of(
            delivery(BOUNDS.withQueued(50), 20),
            delivery(BOUNDS, 1_000),
            delivery(BOUNDS.withQueued(100), 300));
    FakeWire first = listening(gateways.getFirst());
    String cursor = String.valueOf(first.cursor);
    List<Thread> writers =
        REGIONS.stream()
            .map(region -> Thread.ofVirtual().start(() -> write(region, each)))
            .toList();
    List<String> heard = new ArrayList<>();
    int visits = 0;
    while (heard.size() < REGIONS.size() * each) {
      FakeWire wire = new FakeWire();
      Delivery gateway = gateways.get(random.nextInt(gateways.size()));
      Recipient recipient = open(gateway, wire, Filter.ALL, cursor);
      int until = random.nextInt(200);
      Await.until(
          "some came, seed " + seed,
          () ->
              wire.ending != null
                  || wire.crossings().size() > until
                  || heard.size() + wire.crossings().size() == REGIONS.size() * each);
      recipient.end(Ending.GONE);
      Await.until("it is gone", () -> wire.ending != null);
      heard.addAll(wire.crossings());
      cursor = wire.cursor == null ? cursor : wire.cursor; // it may be gone before it was told
      assertThat(wire.count(Frame.Gap.class)).isZero();
      visits++;
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(visits).isGreaterThan(10);
    for (String region : REGIONS) {
      List<String> own = heard.stream().filter(id -> id.startsWith(region)).toList();
      assertThat(own).as("seed " + seed).isEqualTo(expected(region, each));
    }
  }

  private void write(String region, int many) {
    for (int i = 0; i < many; i++) {
      writing.write(Writing.enter(region, i, region, "f", new LonLat(8, 50)));
      LockSupport.parkNanos(i % 50 == 0 ? 5_000_000 : 0);
    }
  }

  private static List<String> expected(String region, int many) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      ids.add(region + "/f/enter/" + i);
    }
    return ids;
  }

  @Test
  void clientThatWasAwayTooLongHearsOfTheGapAndOfAllThatIsKept() {
    Writing bounded = new Writing(tracking, 20);
    Delivery delivery = delivery(BOUNDS, 10);
    String cursor = String.valueOf(listening(delivery).cursor);
    for (int i = 0; i < 100; i++) {
      bounded.write(Writing.enter("fra", i, "a", "f", new LonLat(8, 50)));
    }
    FakeWire late = new FakeWire();
    open(delivery(BOUNDS, 10), late, Filter.ALL, cursor);
    Await.until("all came", () -> late.crossings().size() == 20);

    assertThat(late.frames.get(1)).isEqualTo(new Frame.Gap(List.of("s"), "fra"));
    assertThat(late.crossings()).first().isEqualTo("a/f/enter/80");
    assertThat(late.count(Frame.Gap.class)).isEqualTo(1);
    StreamCounts counts = deliveries.getLast().counts();
    assertThat(counts.sent(Kind.GAP)).isEqualTo(1);
    assertThat(counts.resumed()).isEqualTo(1);
    assertThat(counts.readAgain("fra")).isEqualTo(20);
  }

  @Test
  void cursorOfALogThatIsLostStartsAnew() {
    writing.write("fra", "a", "f");
    FakeWire wire = new FakeWire();
    open(delivery(BOUNDS, 10), wire, Filter.ALL, "fra:999999999999999-0,gru:0-0,sin:0-0");
    Await.until("it came", () -> wire.crossings().size() == 1);

    assertThat(wire.frames).contains(new Frame.Gap(List.of("s"), "fra"));
  }

  @Test
  void slowClientIsSentAwayAndSlowsNobody() {
    Delivery delivery = delivery(BOUNDS.withQueued(20), 10);
    FakeWire slow = new FakeWire();
    open(delivery, slow, Filter.ALL, null);
    FakeWire quick = listening(delivery);
    Await.until("it listens", () -> slow.cursor != null);
    slow.reads.drainPermits();
    for (int i = 0; i < 200; i++) {
      writing.write("fra", "a", "f");
      int written = i + 1;
      Await.until("the quick one has it", () -> quick.crossings().size() == written);
    }
    Await.until("it is cut", Duration.ofSeconds(30), () -> slow.ending == Ending.SLOW);

    assertThat(slow.cut).isTrue();
    assertThat(slow.crossings().size()).isLessThan(25);
    StreamCounts counts = delivery.counts();
    assertThat(counts.dropped(Kind.CROSSING, Ending.SLOW)).as("a queue and one more").isEqualTo(21);
    assertThat(counts.ended(Ending.SLOW)).isEqualTo(1);
    assertThat(quick.ending).isNull();
    Await.until("its place is free", () -> delivery.clients() == 1);
  }

  @Test
  void nothingIsLostWhileTheStoreIsDown() {
    TrickyLog log = new TrickyLog(tracking.crossings());
    Tracking flaky = new Tracking(tracking.fences(), tracking.objects(), log, tracking.positions());
    Delivery delivery = delivery(flaky, BOUNDS, 10);
    FakeWire wire = listening(delivery);
    writing.write("fra", "a", "f");
    Await.until("it came", () -> wire.crossings().size() == 1);
    log.down = true;
    FakeWire late = new FakeWire();
    open(delivery, late, Filter.ALL, String.valueOf(wire.cursor));
    for (int i = 0; i < 50; i++) {
      writing.write("gru", "a", "f");
    }
    Await.until("the follower fails again", () -> log.followingFailed.get() > 1);
    Await.until("so does who catches up", () -> log.catchingUpFailed.get() > 1);
    assertThat(wire.ending).isNull();
    assertThat(late.ending).isNull();
    log.down = false;
    Await.until("all came", () -> wire.crossings().size() == 51);
    Await.until("all came late", () -> late.crossings().size() == 50);

    assertThat(wire.count(Frame.Gap.class)).isZero();
  }

  @Test
  void heartbeatMovesTheCursorOfWhoHearsNothing() {
    Delivery delivery = delivery(BOUNDS.withHeartbeat(Duration.ofMillis(50)), 10);
    FakeWire wire = new FakeWire();
    Filter other = new Filter(Set.of("other"), Set.of(), Filter.Objects.ANY, null, Set.of());
    open(delivery, wire, other, null);
    FakeWire all = listening(delivery);
    writing.write("fra", "a", "f");
    Await.until("it came", () -> all.crossings().size() == 1);
    String cursor =
        String.valueOf(
            ((Frame.Crossing)
                    all.frames.stream()
                        .filter(Frame.Crossing.class::isInstance)
                        .findFirst()
                        .orElseThrow())
                .cursor());
    Await.until("the cursor moves", () -> cursor.equals(wire.cursor));

    assertThat(wire.crossings()).isEmpty();
  }
}
