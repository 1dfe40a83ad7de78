package dev.meridian.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.client.UnavailableException;
import dev.meridian.json.Json;
import dev.meridian.schedule.Schedule;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleRun;
import dev.meridian.schedule.ScheduleRun.Outcome;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.task.IdSource;
import dev.meridian.testing.ManualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of schedules as time goes by, with a clock that stands still in between.
@SuppressWarnings("NullAway.Init")
final class ClockworkTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final String MINUTELY = "\"cron\": \"* * * * *\"";

  private final ManualClock clock = new ManualClock(START);
  private final TestLauncher launcher = new TestLauncher();
  private Database database;
  private ScheduleStore store;
  private Clockwork clockwork;
  private Scheduler schedules;

  @BeforeEach
  void open() {
    database = Database.of("memory://");
    store = new ScheduleStore(database);
    clockwork = new Clockwork(store, launcher, clock, Runnable::run, Runnable::run);
    Drive drive = new Drive(database, clockwork, clock, clockwork::sweep, List.of());
    drive.open();
    IdSource ids = new IdSource(clock, new SecureRandom());
    schedules = new Scheduler(store, clockwork, clock, ids, drive);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Schedule schedule(String id, String members) {
    String document = "{\"id\": \"%s\", \"type\": \"echo\", %s}".formatted(id, members);
    return ScheduleJson.read(Json.read(document), START);
  }

  private ScheduleStatus status(String id) {
    return schedules.find(id).orElseThrow();
  }

  private Outcome outcome(String id) {
    ScheduleRun last = status(id).last();
    assertThat(last).isNotNull();
    return last == null ? Outcome.FAILED : last.outcome();
  }

  private void at(String time) {
    clock.set(Instant.parse("2026-11-21T" + time + "Z"));
    clockwork.tick();
  }

  @Test
  void requestIsMadeWhenItIsDueAndNotBefore() {
    schedules.add(schedule("a", MINUTELY));
    at("12:00:59.999");
    assertThat(launcher.made()).isZero();
    at("12:01:00");
    assertThat(launcher.made()).isEqualTo(1);
    at("12:01:00");
    at("12:01:59");
    assertThat(launcher.made()).isEqualTo(1);
    at("12:02:00.100");
    assertThat(launcher.made()).isEqualTo(2);
    assertThat(outcome("a")).isEqualTo(Outcome.MADE);
    assertThat(status("a").next()).isEqualTo("2026-11-21T12:03:00Z");
    assertThat(launcher.isKnown(status("a").request())).isTrue();
  }

  @Test
  void tickTellsWhenSomethingIsDueNext() {
    assertThat(clockwork.tick()).isEmpty();
    schedules.add(schedule("a", MINUTELY));
    schedules.add(schedule("b", "\"at\": \"2026-11-21T12:00:07Z\""));
    assertThat(clockwork.tick()).contains(START.plusSeconds(7));
  }

  @Test
  void onceIsMadeOnceAndThenItIsOver() {
    schedules.add(schedule("a", "\"at\": \"2026-11-21T12:00:07+00:00\""));
    at("12:00:07");
    at("12:10:00");
    assertThat(launcher.made()).isEqualTo(1);
    assertThat(status("a").next()).isNull();
  }

  // Away from 12:00 to 12:05:20; a minutely schedule was due at 12:01 … 12:05.
  // The one of 12:05 is 20 s late, which is fresh enough for all.
  @ParameterizedTest
  @CsvSource({
    "skip, 12:05:20, 1, MADE",
    "skip, 12:05:31, 0, MISSED",
    "once, 12:05:20, 1, MADE",
    "once, 12:05:31, 1, MADE",
    "all,  12:05:20, 5, MADE",
    "all,  12:05:31, 5, MADE",
    "all,  18:00:00, 100, MADE",
    "once, 18:00:31, 1, MADE",
  })
  void missedRunsAreMadeUpForAsTheCatchUpPolicySays(
      String policy, String back, int made, Outcome outcome) {
    schedules.add(schedule("a", MINUTELY + ", \"catchUp\": \"" + policy + "\""));
    at(back);
    assertThat(launcher.made()).isEqualTo(made);
    assertThat(outcome("a")).isEqualTo(outcome);
    clockwork.tick();
    assertThat(launcher.made()).isEqualTo(made);
    assertThat(status("a").next()).isAfter(clock.instant());
  }

  @ParameterizedTest
  @CsvSource({"skip, 0", "once, 1", "all, 1"})
  void missedOnceIsMadeUpForAsTheCatchUpPolicySays(String policy, int made) {
    schedules.add(
        schedule("a", "\"at\": \"2026-11-21T12:00:07Z\", \"catchUp\": \"" + policy + "\""));
    at("13:00:00");
    assertThat(launcher.made()).isEqualTo(made);
    assertThat(status("a").next()).isNull();
  }

  @Test
  void runsOverlapUnlessTheyMayNot() {
    launcher.over = false;
    schedules.add(schedule("may", MINUTELY));
    schedules.add(schedule("not", MINUTELY + ", \"overlap\": \"skip\""));
    at("12:01:00");
    at("12:02:00");
    at("12:03:00");
    assertThat(launcher.made()).isEqualTo(4);
    assertThat(outcome("may")).isEqualTo(Outcome.MADE);
    assertThat(outcome("not")).isEqualTo(Outcome.SKIPPED);
    launcher.over = true;
    at("12:04:00");
    assertThat(outcome("not")).isEqualTo(Outcome.MADE);
  }

  @Test
  void ofManyMissedRunsOneIsMadeIfTheyMayNotOverlap() {
    schedules.add(schedule("a", MINUTELY + ", \"overlap\": \"skip\", \"catchUp\": \"all\""));
    at("12:30:00");
    assertThat(launcher.made()).isEqualTo(1);
  }

  @Test
  void pausedScheduleIsNotMadeAndGoesOnWithTheNextTime() {
    schedules.add(schedule("a", MINUTELY + ", \"catchUp\": \"all\""));
    assertThat(schedules.pause("a").orElseThrow().next()).isNull();
    schedules.pause("a");
    at("12:05:10");
    ScheduleStatus resumed = schedules.resume("a").orElseThrow();
    assertThat(resumed.next()).isEqualTo("2026-11-21T12:06:00Z");
    clockwork.tick();
    assertThat(launcher.made()).isZero();
    at("12:06:00");
    assertThat(launcher.made()).isEqualTo(1);
    assertThat(schedules.pause("b")).isEmpty();
    assertThat(schedules.resume("b")).isEmpty();
  }

  @Test
  void runNowIsMadeAtOnceEvenIfPausedAndLeavesTheRestAlone() {
    launcher.over = false;
    schedules.add(schedule("a", MINUTELY + ", \"overlap\": \"skip\""));
    schedules.pause("a");
    schedules.runNow("a");
    assertThat(schedules.runNow("a")).isEqualTo(Optional.ofNullable(status("a").request()));
    ScheduleStatus status = status("a");
    assertThat(launcher.made()).as("twice within the same millisecond").isEqualTo(2);
    assertThat(status.paused()).isTrue();
    assertThat(status.next()).isNull();
    assertThat(schedules.runNow("b")).isEmpty();
  }

  @Test
  void runNowThatNoRegionTakesIsTold() {
    schedules.add(schedule("a", MINUTELY));
    launcher.failure = new UnavailableException("broker away", Duration.ofSeconds(2), null);
    assertThatThrownBy(() -> schedules.runNow("a")).isInstanceOf(UnavailableException.class);
    assertThat(outcome("a")).isEqualTo(Outcome.FAILED);
    assertThat(store.list().getFirst().open()).isZero();
  }

  @Test
  void runThatNoRegionTakesIsTriedAgainUnderTheSameIds() {
    schedules.add(schedule("a", "\"at\": \"2026-11-21T12:00:07Z\""));
    launcher.failure = new UnavailableException("broker away", Duration.ofSeconds(2), null);
    at("12:00:07");
    clockwork.sweep();
    assertThat(outcome("a")).isEqualTo(Outcome.CLAIMED);
    assertThat(launcher.attempts()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(5));
    clockwork.sweep();
    launcher.failure = null;
    clock.advance(Duration.ofSeconds(5));
    clockwork.sweep();
    clockwork.sweep();
    assertThat(outcome("a")).isEqualTo(Outcome.MADE);
    assertThat(launcher.attempts()).isEqualTo(3);
    assertThat(launcher.tried()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"skip, 11, FAILED", "skip, 9, CLAIMED", "all, 11, CLAIMED", "all, 1441, FAILED"})
  void runThatNoRegionTakesForLongIsGivenUp(String policy, int minutes, Outcome outcome) {
    schedules.add(
        schedule("a", "\"at\": \"2026-11-21T12:00:07Z\", \"catchUp\": \"" + policy + "\""));
    launcher.failure = new UnavailableException("broker away", Duration.ofSeconds(2), null);
    at("12:00:07");
    clock.advance(Duration.ofMinutes(minutes));
    clockwork.sweep();
    assertThat(outcome("a")).isEqualTo(outcome);
  }

  @Test
  void runOfADeadGatewayIsTakenUpWhenItsLeaseIsOver() {
    schedules.add(schedule("a", MINUTELY));
    launcher.failure = new ScheduleException(ScheduleException.Kind.DOWN, "killed", null);
    at("12:01:00");
    launcher.failure = null;
    clock.advance(Clockwork.LEASE.minusMillis(1));
    clockwork.sweep();
    assertThat(launcher.attempts()).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    clockwork.sweep();
    assertThat(launcher.attempts()).isEqualTo(2);
    assertThat(launcher.tried()).isEqualTo(1);
    assertThat(outcome("a")).isEqualTo(Outcome.MADE);
  }

  @Test
  void refusedRunFailsAndTheNextOneIsMadeAllTheSame() {
    schedules.add(schedule("a", MINUTELY));
    launcher.failure = new InvalidValueException("process", "echo", "one of fetch");
    at("12:01:00");
    assertThat(status("a").last())
        .isEqualTo(
            new ScheduleRun(
                clock.instant(),
                clock.instant(),
                Outcome.FAILED,
                "process: echo (expected: one of fetch)"));
    launcher.failure = null;
    at("12:02:00");
    assertThat(outcome("a")).isEqualTo(Outcome.MADE);
  }

  @Test
  void runThatFailsForAReasonNobodyForesawStopsNobody() {
    schedules.add(schedule("a", MINUTELY));
    launcher.failure = new IllegalStateException("the secret is 4711");
    at("12:01:00");
    assertThat(outcome("a")).isEqualTo(Outcome.FAILED);
    assertThat(status("a").last()).asString().doesNotContain("4711");
    assertThatThrownBy(() -> schedules.runNow("a")).isInstanceOf(IllegalStateException.class);
    assertThat(store.list().getFirst().open()).isZero();
  }

  @Test
  void scheduleThatCannotBeReadAnyMoreStopsNobody() {
    schedules.add(schedule("a", MINUTELY));
    schedules.add(schedule("b", MINUTELY));
    database.transaction(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.executeUpdate(
            "UPDATE meridian_schedules SET document = '{\"type\": 1}' WHERE id = 'a'");
      }
    });
    at("12:01:00");
    assertThat(launcher.made()).isEqualTo(1);
    assertThat(schedules.list()).hasSize(1);
    assertThat(schedules.remove("a")).isTrue();
  }

  @Test
  void openRunsAreBounded() {
    schedules.add(schedule("a", "\"every\": 1, \"catchUp\": \"all\""));
    launcher.failure = new UnavailableException("broker away", Duration.ofSeconds(2), null);
    for (int i = 0; i < Clockwork.MOST_OPEN + 5; i++) {
      clock.advance(Duration.ofSeconds(1));
      clockwork.tick();
    }
    assertThat(store.list().getFirst().open()).isEqualTo(Clockwork.MOST_OPEN);
    assertThat(outcome("a")).isEqualTo(Outcome.SKIPPED);
  }

  @Test
  void putKeepsWhatWasAndStartsAnewOnlyWithAnotherTrigger() {
    schedules.put(schedule("a", "\"every\": 60"));
    at("12:01:00");
    at("12:01:30");
    ScheduleStatus same = schedules.put(schedule("a", "\"every\": 60, \"overlap\": \"skip\""));
    assertThat(same.next()).isEqualTo("2026-11-21T12:02:00Z");
    assertThat(same.last()).isNotNull();
    ScheduleStatus other = schedules.put(schedule("a", "\"cron\": \"0 * * * *\""));
    assertThat(other.next()).isEqualTo("2026-11-21T13:00:00Z");
    assertThat(other.created()).isEqualTo(START);
    assertThat(schedules.list()).containsExactly(status("a"));
  }

  @Test
  void idsAreUniqueAndSchedulesAreBounded() {
    schedules.add(schedule("a", MINUTELY));
    assertThatThrownBy(() -> schedules.add(schedule("a", MINUTELY)))
        .isInstanceOf(ScheduleException.class)
        .hasMessage("id: a (expected: one that no other schedule has)");
    for (int i = 1; i < 1000; i++) {
      schedules.add(schedule("a" + i, MINUTELY));
    }
    assertThatThrownBy(() -> schedules.add(schedule("b", MINUTELY)))
        .hasMessage("schedules: 1001 (expected: at most 1000)");
    assertThat(schedules.remove("a1")).isTrue();
    schedules.add(schedule("b", MINUTELY));
  }

  @Test
  void manyAreDealtWithInOneTickOrTheNext() {
    for (int i = 0; i < 250; i++) {
      schedules.add(schedule("a" + i, MINUTELY));
    }
    at("12:01:00");
    at("12:01:00");
    at("12:01:00");
    assertThat(launcher.made()).isEqualTo(250);
  }

  @Test
  void endedSchedulesAreRemovedByAndBy() {
    schedules.add(schedule("a", "\"at\": \"2026-11-21T12:00:07Z\""));
    at("12:00:07");
    clock.advance(Clockwork.KEEP_ENDED);
    clockwork.sweep();
    assertThat(schedules.find("a")).isPresent();
    clock.advance(Duration.ofMillis(1));
    clockwork.sweep();
    assertThat(schedules.find("a")).isEmpty();
  }
}
