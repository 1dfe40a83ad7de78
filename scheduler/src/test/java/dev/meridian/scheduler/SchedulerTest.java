package dev.meridian.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.schedule.RunLauncher;
import dev.meridian.schedule.Schedule;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.task.IdSource;
import dev.meridian.task.RequestId;
import dev.meridian.testing.Await;
import dev.meridian.testing.PostgresNode;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Schedulers as gateways run them, by the clock on the wall.
final class SchedulerTest {
  private static final InstantSource CLOCK = InstantSource.system();

  /// How late each run was launched, by its due time.
  private final Map<Instant, Duration> lateness = new ConcurrentHashMap<>();

  private final AtomicInteger housekeeping = new AtomicInteger();

  private final RunLauncher launcher =
      new RunLauncher() {
        @Override
        public RequestId launch(Schedule.Request request, IntFunction<RequestId> ids) {
          RequestId id = ids.apply(1);
          Instant due = due(id);
          if (lateness.put(due, Duration.between(due, CLOCK.instant())) != null) {
            throw new AssertionError("launched twice: " + due);
          }
          return id;
        }

        @Override
        public boolean isOver(RequestId request) {
          return true;
        }
      };

  private static Instant due(RequestId id) {
    return Instant.ofEpochMilli(UUID.fromString(id.value()).getMostSignificantBits() >>> 16);
  }

  private Scheduler start(String url) {
    IdSource ids = new IdSource(CLOCK, new SecureRandom());
    return Scheduler.start(url, launcher, CLOCK, ids, housekeeping::incrementAndGet);
  }

  private static Schedule everySecond(String id) {
    JsonNode document =
        Json.object().put("id", id).put("type", "echo").put("every", 1).put("catchUp", "all");
    return ScheduleJson.read(document, CLOCK.instant());
  }

  private void awaitRunAfter(Instant time) {
    Await.until(
        "a run after " + time,
        Duration.ofSeconds(60),
        () -> lateness.keySet().stream().anyMatch(due -> due.isAfter(time)));
  }

  @Test
  void runsAreMadeWithinATenthOfASecondWhoeverMakesThem(@TempDir Path folder) {
    String url = "jdbc:h2:file:" + folder.resolve("schedules");
    try (Scheduler first = start(url);
        Scheduler second = start(url)) {
      ScheduleStatus added = first.add(everySecond("a"));
      assertThat(second.find("a")).isPresent();
      awaitRunAfter(added.created().plusSeconds(10));
      assertThat(second.list()).hasSize(1);
    }
    assertThat(lateness.values().stream().sorted().skip(lateness.size() / 2).findFirst())
        .hasValueSatisfying(
            median -> assertThat(median).isBetween(Duration.ZERO, Duration.ofMillis(100)));
    assertThat(lateness.values()).allMatch(late -> !late.isNegative());
  }

  @Test
  void schedulesSurviveARestart(@TempDir Path folder) {
    String url = "jdbc:h2:file:" + folder.resolve("schedules");
    try (Scheduler scheduler = start(url)) {
      scheduler.add(everySecond("a"));
      scheduler.pause("a");
    }
    try (Scheduler scheduler = start(url)) {
      assertThat(scheduler.find("a").orElseThrow().paused()).isTrue();
    }
  }

  @Test
  void databaseThatComesBackIsUsedAgain() {
    try (PostgresNode postgres = PostgresNode.launch();
        Scheduler scheduler = start(postgres.url())) {
      scheduler.add(everySecond("a"));
      awaitRunAfter(Instant.EPOCH);
      postgres.stop();
      assertThatThrownBy(() -> scheduler.find("a"))
          .isInstanceOfSatisfying(
              ScheduleException.class,
              e -> assertThat(e.kind()).isEqualTo(ScheduleException.Kind.DOWN))
          .hasMessageNotContaining("user=");
      postgres.start();
      awaitRunAfter(CLOCK.instant());
      assertThat(scheduler.find("a")).isPresent();
      Await.until("housekeeping", Duration.ofSeconds(60), () -> housekeeping.get() > 0);
    }
  }

  @Test
  void databaseMayComeAfterTheGateway() {
    try (PostgresNode postgres = PostgresNode.launch()) {
      postgres.stop();
      try (Scheduler scheduler = start(postgres.url())) {
        assertThatThrownBy(scheduler::list).isInstanceOf(ScheduleException.class);
        postgres.start();
        Await.until("it is there", () -> isThere(scheduler));
      }
    }
  }

  private static boolean isThere(Scheduler scheduler) {
    try {
      return scheduler.list().isEmpty();
    } catch (ScheduleException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "redis://here", "jdbc:mysql://user:secret@here/x", "jdbc:h2:tcp://here/x"})
  void placesOfAnotherKindAreRefusedWithoutTellingSecrets(String url) {
    assertThatThrownBy(() -> start(url))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("schedules: ")
        .hasMessageContaining("(expected: jdbc:h2:file:PATH")
        .hasMessageNotContaining("secret");
  }
}
