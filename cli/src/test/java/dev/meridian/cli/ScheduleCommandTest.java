package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `meridian schedule …` against a real gateway.
@SuppressWarnings("NullAway.Init")
final class ScheduleCommandTest {
  private static DevServer dev;

  @BeforeAll
  static void start() {
    dev = DevServer.start();
  }

  @AfterAll
  static void stop() {
    assertThat(dev.stop()).isZero();
  }

  private static Run schedule(String... args) {
    String[] all = Arrays.copyOf(new String[] {"schedule"}, args.length + 1);
    System.arraycopy(args, 0, all, 1, args.length);
    return dev.run(all);
  }

  private static Run add(String id, String... args) {
    String[] all =
        Arrays.copyOf(new String[] {"add", id, "echo", "-i", "stringInput=hi"}, args.length + 5);
    System.arraycopy(args, 0, all, 5, args.length);
    return schedule(all);
  }

  @Test
  void schedulesAreATable() {
    assertThat(add("at", "--at", "2099-01-01T00:00:00Z").out())
        .isEqualTo("at next 2099-01-01T00:00:00Z\n");
    add("cron", "--cron", "0 0 1 1 *", "--zone", "Asia/Singapore", "--overlap", "skip");
    add("every", "--every", "15m", "--catch-up", "once");
    schedule("pause", "every");
    assertThat(schedule("list").out())
        .matches(
            """
            (?s)SCHEDULE +TYPE +WHEN +NEXT +LAST +OUTCOME
            .*at +echo +at 2099-01-01T00:00:00Z +2099-01-01T00:00:00Z +- +-
            .*cron +echo +0 0 1 1 \\* Asia/Singapore +20..-12-31T16:00:00Z +- +-
            .*every +echo +every 15 min 0 s +paused +- +-
            .*\
            """);
    assertThat(schedule("list", "--json").json().path("schedules").size()).isGreaterThan(2);
    assertThat(schedule("next", "cron", "--count", "2").lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).endsWith("-12-31T16:00:00Z"));
    assertThat(schedule("next", "cron", "--json").json().path("times").size()).isEqualTo(5);
  }

  @Test
  void runIsShownWithItsRequest() {
    add("shown", "--every", "1h", "--priority", "high");
    Run run = schedule("run", "shown");
    String id = run.out().strip();
    assertThat(dev.run("result", id, "--wait").out()).contains("hi");
    assertThat(schedule("show", "shown").lines())
        .contains(
            "Schedule  shown",
            "Inputs    {\"stringInput\":\"hi\"}",
            "Options   {\"priority\":\"high\"}",
            "When      every 1 h 0 min",
            "Catch-up  skip",
            "Overlap   allow",
            "Request   " + id)
        .anyMatch(line -> line.matches("Last      \\S+ made: asked for"));
    assertThat(schedule("show", "shown", "--json").json().path("jobID").asString()).isEqualTo(id);
  }

  @Test
  void pauseResumeAndRemove() {
    add("p", "--every", "1h");
    assertThat(schedule("pause", "p").out()).isEqualTo("p paused\n");
    assertThat(schedule("resume", "p").out()).matches("p next 20\\S+Z\n");
    assertThat(schedule("resume", "p", "--json").json().path("paused").asBoolean()).isFalse();
    assertThat(schedule("remove", "p").out()).isEqualTo("p removed\n");
    Run again = schedule("remove", "p");
    assertThat(again.code()).isEqualTo(Exit.USAGE);
    assertThat(again.err())
        .isEqualTo(
            "meridian: No such schedule: schedule: p (expected: one of those that /schedules lists)\n");
  }

  @Test
  void sameIdIsRefusedUnlessItIsToBeReplaced() {
    add("twice", "--every", "1h");
    assertThat(add("twice", "--every", "2h").err())
        .isEqualTo(
            "meridian: Schedule exists: id: twice (expected: one that no other schedule has)\n");
    assertThat(add("twice", "--every", "2h", "--replace").code()).isZero();
    assertThat(schedule("show", "twice").lines()).contains("When      every 2 h 0 min");
  }

  @Test
  void nonsenseIsOneLineAndExitCodeTwo() {
    Run run = add("bad", "--cron", "61 * * * *");
    assertThat(run.err())
        .startsWith("meridian: Invalid schedule: /cron cron: 61 * * * * (expected: ")
        .hasLineCount(1);
    assertThat(run.code()).isEqualTo(Exit.USAGE);
    assertThat(add("bad").err()).contains("cron: missing (expected: one of cron, every and at)");
    assertThat(schedule().err())
        .isEqualTo("meridian: command: missing (expected: one of those that --help lists)\n");
    assertThat(schedule("show", "a/b c").code()).isEqualTo(Exit.USAGE);
  }
}
