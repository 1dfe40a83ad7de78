package dev.meridian.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.memory.MemoryTracking;
import dev.meridian.testing.Await;
import dev.meridian.testing.ManualClock;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How those catch up who were away, on a log with tricks.
final class CatchUpTest {
  private static final String BEGIN = "fra:0-0";
  private static final Duration WHILE = Duration.ofMillis(100);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T12:00:00Z"));
  private final Tracking memory = MemoryTracking.create(clock);
  private final TrickyLog log = new TrickyLog(memory.crossings());
  private final Writing writing = new Writing(memory);
  private volatile List<String> regions = List.of("fra");
  private final Delivery delivery =
      new Delivery(
          new Tracking(memory.fences(), memory.objects(), log, memory.positions()),
          () -> regions,
          StreamBounds.STANDARD,
          clock,
          10);

  @AfterEach
  void stop() {
    log.pages.release(1_000);
    delivery.close();
  }

  private Recipient open(FakeWire wire) {
    Delivery.Place place = delivery.place().orElseThrow();
    Recipient recipient = place.open(wire);
    Thread.ofVirtual().start(() -> place.serve(recipient));
    return recipient;
  }

  private void subscribe(Recipient recipient, String id, String cursor) {
    Wish wish = new Wish(Filter.ALL, true, false, cursor.isEmpty() ? null : Cursor.of(cursor));
    assertThat(delivery.subscribe(recipient, id, wish)).isNull();
  }

  private FakeWire listening(String cursor) {
    FakeWire wire = new FakeWire();
    subscribe(open(wire), "s", cursor);
    Await.until("it is subscribed", () -> wire.cursor != null);
    return wire;
  }

  private List<String> write(String region, int many) {
    return IntStream.range(0, many)
        .mapToObj(_ -> writing.write(region, "a", "f"))
        .map(Crossed::id)
        .toList();
  }

  @Test
  void crossingsAfterThoseThatCannotBeReadAreTold() {
    log.unreadable = entry -> entry.crossing().object().equals("strange");
    List<String> readable = new ArrayList<>(write("fra", 50));
    writeStrange(450);
    readable.addAll(write("fra", 300));
    FakeWire wire = listening(BEGIN);
    Await.until("the others came", () -> wire.crossings().equals(readable));

    writeStrange(CrossingLog.MAX_READ + 100);
    readable.addAll(write("fra", 1));
    Await.until("the follower goes on, too", () -> wire.crossings().equals(readable));
    assertThat(wire.count(Frame.Gap.class)).isZero();
  }

  private void writeStrange(int many) {
    for (int i = 0; i < many; i++) {
      writing.write("fra", "strange", "f");
    }
  }

  @Test
  void clientThatDoesNotReadHasOnePageInHand() {
    int many = 600;
    long subscriptions = 15;
    write("fra", many);
    FakeWire wire = new FakeWire();
    wire.reads.drainPermits();
    Recipient recipient = open(wire);
    for (int i = 0; i < subscriptions; i++) {
      subscribe(recipient, "s" + i, BEGIN);
    }
    int untilHalfFull = StreamBounds.STANDARD.queued() / 2 / Archive.PAGE;
    Await.until("it is half full", () -> log.pagesAsked.get() >= untilHalfFull - 1);
    Await.holds("no more is read", WHILE, () -> log.pagesAsked.get() <= untilHalfFull + 1);
    wire.reads.release(1_000_000);
    Await.until("all came", () -> wire.count(Frame.Crossing.class) == many * subscriptions);
    assertThat(wire.ending).isNull();
  }

  @Test
  void fewPagesAreReadAtATime() {
    write("fra", 200);
    listening("");
    log.pages.drainPermits();
    List<FakeWire> wires = IntStream.range(0, 50).mapToObj(_ -> new FakeWire()).toList();
    wires.forEach(wire -> subscribe(open(wire), "s", BEGIN));
    Await.until("some are served", () -> log.pagesAsked.get() == Archive.AT_ONCE);
    Await.holds("others wait", WHILE, () -> log.pagesAsked.get() == Archive.AT_ONCE);
    log.pages.release(1_000);
    Await.until("all came", () -> wires.stream().allMatch(w -> w.crossings().size() == 200));
  }

  @Test
  void nothingFollowsTheEndOfASubscription() {
    write("fra", 1_500);
    FakeWire wire = new FakeWire();
    wire.reads.drainPermits();
    Recipient recipient = open(wire);
    subscribe(recipient, "s", BEGIN);
    Await.until("pages are read", () -> log.pagesAsked.get() >= 5);
    Await.holds("it waits for its client", WHILE, () -> log.pagesAsked.get() <= 6);
    assertThat(delivery.unsubscribe(recipient, "s")).isTrue();
    recipient.offer(new Frame.Unsubscribed("s"));
    subscribe(recipient, "next", "");
    wire.reads.release(1_000_000);
    Await.until("the next begins", () -> wire.count(Frame.Subscribed.class) == 2);
    write("fra", 1);
    Await.until("it came", () -> isFor(wire.frames.getLast(), "next"));

    int end = wire.frames.indexOf(new Frame.Unsubscribed("s"));
    assertThat(wire.frames.subList(end, wire.frames.size())).noneMatch(it -> isFor(it, "s"));
    assertThat(log.pagesAsked.get()).isLessThan(8);
  }

  private static boolean isFor(Frame frame, String subscription) {
    return frame instanceof Frame.Crossing crossing
        && crossing.subscriptions().contains(subscription);
  }

  @Test
  void placesOfRegionsThatAreUnknownHereStayInTheCursor() {
    List<String> written = write("gru", 3);
    String second =
        memory
            .crossings()
            .read(Map.of("gru", CrossingLog.BEGIN), 2, Duration.ZERO)
            .last()
            .get("gru");
    FakeWire fresh = listening("");
    FakeWire wire = listening("fra:0-0,gru:" + second);
    assertThat(wire.cursor).endsWith(",gru:" + second);
    String here = write("fra", 1).getFirst();
    Await.until("it came", () -> wire.crossings().contains(here));
    assertThat(wire.cursor).doesNotContain("fra:0-0").endsWith(",gru:" + second);
    assertThat(fresh.cursor).doesNotContain("gru");

    regions = List.of("fra", "gru");
    Await.until("its region is known", () -> wire.crossings().size() == 2);
    Await.until("new to the other one", () -> fresh.crossings().size() == 4);
    assertThat(wire.crossings()).containsExactly(here, written.getLast());
    assertThat(wire.cursor).isEqualTo(fresh.cursor);
  }

  @Test
  void regionThatIsTakenOutHoldsUpNobodyAndIsGoneOnWithLater() {
    regions = List.of("fra", "gru");
    FakeWire live = listening("");
    List<String> told = new ArrayList<>(write("gru", 1));
    Await.until("it came", () -> live.crossings().equals(told));
    String first = String.valueOf(live.cursor);
    regions = List.of("fra");
    told.addAll(write("fra", 1));
    Await.until("the other one came", () -> live.crossings().equals(told));
    assertThat(live.cursor).contains(gru(first)); // whoever knows the region goes on there

    List<String> elsewhere = write("gru", 3);
    String further = "gru:" + memory.crossings().end(List.of("gru")).get("gru");
    FakeWire wire = listening(String.valueOf(live.cursor).replace(gru(first), further));
    told.addAll(write("fra", 1));
    Await.until("it is told", () -> wire.crossings().equals(told.subList(2, 3)));
    assertThat(wire.cursor).contains(further);
    Await.until("so is the other one", () -> live.crossings().equals(told));

    clock.advance(Duration.ofDays(7));
    regions = List.of("fra", "gru");
    List<String> later = write("gru", 1);
    told.addAll(elsewhere);
    told.addAll(later);
    Await.until("what is new to it comes", () -> live.crossings().equals(told));
    Await.until("no more than that", () -> wire.crossings().containsAll(later));
    assertThat(wire.crossings()).hasSize(2);
    assertThat(wire.cursor).isEqualTo(live.cursor);
    assertThat(live.count(Frame.Gap.class)).isZero();
  }

  private static String gru(String cursor) {
    return cursor.substring(cursor.indexOf("gru:"));
  }

  @Test
  void ofAnOldRegionOnlyTheNewestIsTold() {
    Writing bounded = new Writing(memory, 5);
    IntStream.range(0, 10).forEach(_ -> bounded.write("gru", "a", "f"));
    IntStream.range(0, 3).forEach(_ -> bounded.write("sin", "a", "f"));
    clock.advance(Duration.ofDays(7));
    FakeWire live = listening("");
    String here = bounded.write("fra", "a", "f").id();
    Await.until("it came", () -> live.crossings().contains(here));
    String cursor = String.valueOf(live.cursor);
    clock.advance(Duration.ofMinutes(2));
    regions = List.of("fra", "gru", "sin");
    String there = bounded.write("gru", "a", "f").id();
    Await.until("it came, too", () -> live.crossings().contains(there));
    FakeWire back = listening(cursor);
    Await.until("to who comes back, too", () -> back.crossings().contains(there));

    assertThat(live.crossings()).containsExactly(here, there);
    assertThat(back.crossings()).containsExactly(there);
    assertThat(live.count(Frame.Gap.class) + back.count(Frame.Gap.class)).isZero();
  }

  @Test
  void failureThatNobodyForesawEndsNothing() {
    FakeWire wire = listening("");
    log.broken = true;
    write("fra", 1);
    FakeWire late = new FakeWire();
    subscribe(open(late), "s", BEGIN);
    Await.until("the follower fails again", () -> log.followingFailed.get() > 1);
    Await.until("so does who catches up", () -> log.catchingUpFailed.get() > 1);
    assertThat(wire.ending).isNull();
    assertThat(late.ending).isNull();
    log.broken = false;
    Await.until("it came", () -> wire.crossings().size() == 1 && late.crossings().size() == 1);
    assertThat(delivery.silence()).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void readerThatHangsIsNoticed() {
    assertThat(delivery.silence()).isZero();
    listening("");
    log.unreadable =
        _ -> {
          log.pages.acquireUninterruptibly();
          return false;
        };
    log.pages.drainPermits();
    write("fra", 1);
    Await.until("it is", () -> delivery.silence().compareTo(Duration.ofMillis(1_300)) > 0);
  }
}
