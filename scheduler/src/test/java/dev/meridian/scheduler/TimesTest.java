package dev.meridian.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.schedule.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When triggers are due, on the days when clocks are changed, too.
final class TimesTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private static Trigger cron(String expression, String zone) {
    return new Trigger.Cron(expression, ZoneId.of(zone));
  }

  private static List<Instant> instants(String times) {
    return List.of(times.split(" ")).stream().map(Instant::parse).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # put forward in Berlin, 29 March 2026: 02:30 does not exist and is due at 03:30
          30 2 * * *   | Europe/Berlin       | 2026-03-28T00:00:00Z | 2026-03-28T01:30:00Z 2026-03-29T01:30:00Z 2026-03-30T00:30:00Z
          # the half hours between 02:00 and 03:00 are the same as those after
          */30 * * * * | Europe/Berlin       | 2026-03-29T00:10:00Z | 2026-03-29T00:30:00Z 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z 2026-03-29T02:00:00Z
          # put back in Berlin, 25 October 2026: 02:30 comes twice and is due the first time
          30 2 * * *   | Europe/Berlin       | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
          # an hourly one goes by the wall, too: two hours pass between 02:00 and 03:00
          0 * * * *    | Europe/Berlin       | 2026-10-24T23:30:00Z | 2026-10-25T00:00:00Z 2026-10-25T02:00:00Z
          # put back in New York, 1 November 2026
          15 1 * * *   | America/New_York    | 2026-10-31T12:00:00Z | 2026-11-01T05:15:00Z 2026-11-02T06:15:00Z
          # put forward by half an hour on Lord Howe Island, 4 October 2026
          0 2 * * *    | Australia/Lord_Howe | 2026-10-02T12:00:00Z | 2026-10-02T15:30:00Z 2026-10-03T15:30:00Z 2026-10-04T15:00:00Z
          # no daylight saving
          0 9 * * MON-FRI | Asia/Singapore   | 2026-11-20T12:00:00Z | 2026-11-23T01:00:00Z 2026-11-24T01:00:00Z
          0 0 29 2 *   | UTC                 | 2026-11-20T12:00:00Z | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z
          0 0 L * *    | UTC                 | 2026-11-20T12:00:00Z | 2026-11-30T00:00:00Z 2026-12-31T00:00:00Z
          */5 * * * * * | UTC                | 2026-11-20T12:00:00Z | 2026-11-20T12:00:05Z 2026-11-20T12:00:10Z
          """)
  void cronGoesByTheClockOnTheWall(String expression, String zone, Instant after, String times) {
    List<Instant> expected = instants(times);
    assertThat(Times.after(cron(expression, zone), after, expected.size())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "61 * * * *",
        "0 24 * * *",
        "0 0 31 2 *",
        "0 0 * * 1#2",
        "@daily",
        "often"
      })
  void nonsenseIsRefusedWithAReason(String expression) {
    assertThatThrownBy(() -> Times.check(cron(expression, "UTC"), START))
        .isInstanceOfSatisfying(
            InvalidValueException.class, e -> assertThat(e.name()).isEqualTo("/cron"))
        .hasMessageContaining("(expected: minute hour day-of-month month day-of-week");
  }

  @Test
  void onceIsDueOnceAndNotInThePast() {
    Trigger once = new Trigger.Once(START);
    assertThat(Times.after(once, START.minusMillis(1), 5)).containsExactly(START);
    assertThat(Times.after(once, START)).isEmpty();
    assertThatThrownBy(() -> Times.check(once, START)).hasMessageContaining("a time after now");
  }

  @Test
  void intervalsGoFromTheirAnchorWhateverTheTime() {
    Trigger every = new Trigger.Every(Duration.ofMinutes(20), START);
    assertThat(Times.after(every, START.minusSeconds(9999))).contains(START);
    assertThat(Times.after(every, START)).contains(START.plusSeconds(1200));
    assertThat(Times.after(every, START.plusSeconds(5000), 2))
        .containsExactly(START.plusSeconds(6000), START.plusSeconds(7200));
  }

  @Test
  void newestAreTheLastOnesHoweverLongAgoTheFirstWas() {
    Trigger seconds = cron("* * * * * *", "UTC");
    Instant first = START.minus(Duration.ofDays(3650));
    assertThat(Times.newest(seconds, first, START, 3))
        .containsExactly(START.minusSeconds(2), START.minusSeconds(1), START);
    assertThat(Times.newest(seconds, START.minusSeconds(1), START, 100))
        .containsExactly(START.minusSeconds(1), START);
    assertThat(Times.newest(cron("0 0 29 2 *", "UTC"), first, START, 2))
        .isEqualTo(instants("2020-02-29T00:00:00Z 2024-02-29T00:00:00Z"));
  }
}
