package dev.meridian.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.json.Json;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleRun;
import dev.meridian.schedule.ScheduleRun.Outcome;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the store promises, on each database it runs on.
@SuppressWarnings("NullAway.Init")
abstract class ScheduleStoreContract {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00.250Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Database database;
  private ScheduleStore store;

  /// The URL of an empty database.
  abstract String url();

  @BeforeEach
  void open() {
    database = Database.of(url());
    store = new ScheduleStore(database);
    store.migrate();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static ScheduleStatus status(String id, @Nullable Instant next) {
    return new ScheduleStatus(
        ScheduleJson.read(
            Json.read(
                """
                {"id": "%s", "type": "echo", "every": 60, "inputs": {"stringInput": "łódź"}}
                """
                    .formatted(id)),
            START),
        false,
        START,
        next,
        null,
        null);
  }

  private Kept kept(String id) {
    return store.find(id).orElseThrow();
  }

  private static ScheduleRun claimed(Instant due) {
    return new ScheduleRun(due, START, Outcome.CLAIMED, "");
  }

  private static OpenRun run(String id, Instant due) {
    return new OpenRun(id, due, false, START, START.plus(MINUTE));
  }

  @Test
  void migratesAsOftenAsYouLike() {
    store.insert(status("a", START), "secret");
    store.migrate();
    assertThat(kept("a").status()).isEqualTo(status("a", START));
  }

  @Test
  void findsWhatWasAddedOnce() {
    assertThat(store.insert(status("b", null), "secret")).isTrue();
    assertThat(store.insert(status("a", START), "secret")).isTrue();
    assertThat(store.insert(status("a", null), "another")).isFalse();
    assertThat(kept("a").status()).isEqualTo(status("a", START));
    assertThat(kept("a").secret()).isEqualTo("secret");
    assertThat(store.list()).extracting(Kept::id).containsExactly("a", "b");
    assertThat(store.count()).isEqualTo(2);
    assertThat(store.find("c")).isEmpty();
  }

  @Test
  void dueIsWhatHasItsTimeTheLongestDueFirst() {
    store.insert(status("later", START.plusMillis(1)), "s");
    store.insert(status("now", START), "s");
    store.insert(status("before", START.minusSeconds(1)), "s");
    store.insert(status("never", null), "s");
    assertThat(store.due(START, 10)).extracting(Kept::id).containsExactly("before", "now");
    assertThat(store.due(START, 1)).hasSize(1);
    assertThat(store.nextAfter(START)).contains(START.plusMillis(1));
    assertThat(store.nextAfter(START.plusMillis(1))).isEmpty();
  }

  @Test
  void claimIsMadeOnWhatWasSeenOrNotAtAll() {
    store.insert(status("a", START), "s");
    Kept seen = kept("a");
    Optional<Instant> next = Optional.of(START.plus(MINUTE));
    assertThat(store.claim(seen, next, claimed(START), List.of(run("a", START)))).isTrue();
    assertThat(store.claim(seen, next, claimed(START), List.of(run("a", START)))).isFalse();
    assertThat(kept("a").status().next()).isEqualTo(START.plus(MINUTE));
    assertThat(kept("a").status().last()).isEqualTo(claimed(START));
    assertThat(kept("a").open()).isEqualTo(1);
    assertThat(store.update(seen, status("a", null))).isFalse();
    assertThat(store.update(kept("a"), status("a", null))).isTrue();
    assertThat(kept("a").status().next()).isNull();
  }

  @Test
  void oneOfManyRacingClaimsWins() throws InterruptedException {
    store.insert(status("a", START), "s");
    for (int round = 0; round < 10; round++) {
      Kept seen = kept("a");
      Instant due = START.plusSeconds(round);
      AtomicInteger won = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          threads.execute(() -> {
            awaitQuietly(go);
            if (store.claim(seen, Optional.of(due), claimed(due), List.of(run("a", due)))) {
              won.incrementAndGet();
            }
          });
        }
        go.countDown();
      }
      assertThat(won).hasValue(1);
      assertThat(kept("a").open()).isEqualTo(round + 1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void claimThatCannotBeKeptLeavesNothingBehind() {
    store.insert(status("a", START), "s");
    OpenRun run = run("a", START);
    Kept seen = kept("a");
    assertThatThrownBy(() -> store.claim(seen, Optional.empty(), claimed(START), List.of(run, run)))
        .isInstanceOf(ScheduleException.class);
    assertThat(kept("a")).isEqualTo(seen);
  }

  @Test
  void abandonedRunIsTakenUpOnce() {
    store.insert(status("a", START), "s");
    OpenRun run = run("a", START);
    store.claim(kept("a"), Optional.empty(), claimed(START), List.of(run));
    assertThat(store.abandoned(run.lease().minusMillis(1), 10)).isEmpty();
    assertThat(store.abandoned(run.lease(), 10)).containsExactly(run);
    Instant until = run.lease().plus(MINUTE);
    assertThat(store.lease(run, until)).isTrue();
    assertThat(store.lease(run, until)).isFalse();
    assertThat(store.abandoned(until, 10)).containsExactly(run.until(until));
  }

  @Test
  void closedRunLeavesItsNewsAndItsRequest() {
    store.insert(status("a", START), "s");
    OpenRun run = run("a", START);
    store.claim(kept("a"), Optional.empty(), claimed(START), List.of(run));
    ScheduleRun made = new ScheduleRun(START, START.plusMillis(9), Outcome.MADE, "");
    store.close(run, made, new RequestId("r1"));
    store.close(run, made, new RequestId("r1"));
    assertThat(kept("a").open()).isZero();
    assertThat(kept("a").status().last()).isEqualTo(made);
    assertThat(kept("a").status().request()).isEqualTo(new RequestId("r1"));
  }

  @Test
  void laterNewsStaysWhenAnEarlierRunIsClosed() {
    store.insert(status("a", START), "s");
    OpenRun run = run("a", START);
    store.claim(kept("a"), Optional.empty(), claimed(START), List.of(run));
    ScheduleRun skipped = new ScheduleRun(START.plus(MINUTE), START, Outcome.SKIPPED, "why");
    store.claim(kept("a"), Optional.empty(), skipped, List.of());
    store.close(run, new ScheduleRun(START, START, Outcome.MADE, ""), new RequestId("r1"));
    assertThat(kept("a").status().last()).isEqualTo(skipped);
    assertThat(kept("a").status().request()).isEqualTo(new RequestId("r1"));
  }

  @Test
  void removedScheduleTakesItsOpenRunsAlong() {
    store.insert(status("a", START), "s");
    store.claim(kept("a"), Optional.empty(), claimed(START), List.of(run("a", START)));
    assertThat(store.remove("a")).isTrue();
    assertThat(store.remove("a")).isFalse();
    assertThat(store.abandoned(START.plus(MINUTE), 10)).isEmpty();
  }

  @Test
  void endedSchedulesGoInTime() {
    store.insert(status("over", null), "s");
    store.insert(status("goes-on", START), "s");
    store.insert(status("open", null), "s");
    store.claim(kept("open"), Optional.empty(), claimed(START), List.of(run("open", START)));
    assertThat(store.removeEnded(START)).isZero();
    assertThat(store.removeEnded(START.plusMillis(1))).isEqualTo(1);
    assertThat(store.list()).extracting(Kept::id).containsExactly("goes-on", "open");
  }
}
