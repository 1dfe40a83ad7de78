package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// What the command line says to those who get it wrong, and to those who ask.
final class UsageTest {
  private static final String DURATION = "a number of seconds, or 250ms, 30s, 5m, 2h, 1d";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          submit                               | TYPE: missing (expected: the name of a task type, for example echo or fetch)
          submit echo more                     | argument: more (expected: nothing more; see --help)
          submit echo --input a                | --input: a (expected: name=text or name:=json)
          submit echo --input =a               | --input: =a (expected: name=text or name:=json)
          submit echo --inputs /nowhere        | --inputs: /nowhere (expected: a file that can be read, - or JSON)
          submit echo --inputs -               | --inputs: - (expected: a JSON object of at most 1 MiB)
          submit echo --near 8.68              | --near: 8.68 (expected: LON,LAT in degrees, for example 8.68,50.11)
          submit echo --near 8,99              | --near: 8,99 (expected: -90..90 degrees, longitude first)
          submit echo --near 8,9 --region fra  | --region: fra and --near (expected: one of them)
          submit echo --policy best            | --policy: best (expected: pin, prefer, nearest or any)
          submit echo --priority urgent        | --priority: urgent (expected: high, normal or low)
          submit echo --deadline soon          | --deadline: soon (expected: a number of seconds, or 250ms, 30s, 5m, 2h, 1d)
          submit echo --wait=soon              | --wait: soon (expected: a number of seconds, or 250ms, 30s, 5m, 2h, 1d)
          result                               | ID: missing (expected: the id of a request, as `submit` prints it)
          watch                                | ID: missing (expected: the id of a request, as `submit` prints it)
          cancel                               | ID: missing (expected: the id of a request, as `submit` prints it)
          dead-letters                         | command: missing (expected: one of those that --help lists)
          dead-letters show                    | LETTER: missing (expected: the id of a letter, as `list` shows it)
          dead-letters show x/../y             | LETTER: x/../y (expected: 32 hexadecimal digits, as `list` shows them)
          dead-letters list --since noon       | --since: noon (expected: 2026-01-31T12:00:00Z, or 2h for two hours ago)
          dead-letters list --limit many       | --limit: many (expected: a whole number)
          dead-letters replay 0 --type echo    | LETTER: 0 (expected: no filter and no --dry-run beside it)
          dead-letters purge 0 --type echo     | LETTER: 0 (expected: no filter beside it)
          dev --dead-letters -1                | dead letters: -1 (expected: 0..1000000)
          dev --dead-letter-ttl 0              | dead letter ttl: PT0S (expected: 1 s to 365 days)
          regions --gateway ftp://here         | --gateway: ftp://here (expected: http[s]://host[:port])
          gateway --port many                  | --port: many (expected: a whole number)
          gateway --port                       | --port: missing (expected: N)
          gateway --port 1 --port 2            | --port: given twice (expected: only once)
          gateway --port 70000                 | port: 70000 (expected: 0..65535)
          gateway                              | --results: missing (expected: redis:// or rediss://; `meridian dev` needs none)
          gateway --results ftp://here --broker amqp://here | results: ftp://here (expected: redis://, rediss:// or memory://)
          gateway --results redis://here       | --broker: missing (expected: amqp://, amqps:// or memory:// for region fra)
          gateway --results memory://          | --broker or --results: memory:// (expected: what other processes can reach, too; `meridian dev` runs everything in one)
          gateway --results redis://127.0.0.1:9 --broker ftp://here | broker: ftp://here (expected: amqp://, amqps:// or memory://)
          gateway --results memory:// --broker memory:// | --broker or --results: memory:// (expected: what other processes can reach, too; `meridian dev` runs everything in one)
          worker                               | --region: missing (expected: ID)
          worker --region fra --autoscale 9    | --autoscale: 9 (expected: MAX,MIN such as 64,8, and no --concurrency)
          worker --region fra --concurrency 0  | concurrency: 0..0 (expected: 1 <= min <= max <= 2000)
          worker --region fra --drain-timeout x | --drain-timeout: x (expected: a number of seconds, or 250ms, 30s, 5m, 2h, 1d)
          worker --region fra --metrics 99999  | --metrics: 99999 (expected: [HOST:]PORT, for example 9464 or 0.0.0.0:9464)
          worker --region fra --metrics here   | --metrics: here (expected: [HOST:]PORT, for example 9464 or 0.0.0.0:9464)
          worker --region fra --metrics        | --metrics: missing (expected: [HOST:]PORT)
          dev --broker http://user:secret@here | broker: http://here (expected: amqp://, amqps:// or memory://)
          dev --results http://user:secret@here | results: http://here (expected: redis://, rediss:// or memory://)
          worker --region fra --control revok  | --control: revok (expected: read, standard, all, none, or one of active, active_queues, add_consumer, autoscale, cancel_consumer, clock, conf, disable_events, enable_events, heartbeat, hello, ping, pool_grow, pool_shrink, query_task, rate_limit, registered, report, reserved, revoke, …; did you mean revoke or revoked?)
          inspect                              | COMMAND: missing (expected: one of those above)
          inspect pong                         | COMMAND: pong (expected: one of active, active_queues, clock, conf, ping, query_task, registered, report, reserved, revoked, scheduled, stats; did you mean ping or conf?)
          inspect ping now                     | argument: now (expected: ping)
          inspect ping --timeout 2m            | --timeout: 2 min 0 s (expected: above 0, at most 1m)
          inspect ping --broker memory://      | --broker: memory:// (expected: amqp:// or amqps://, where other processes are)
          control revoke                       | task_id: missing (expected: at least one id)
          control time_limit echo              | soft: missing (expected: time_limit TASK_NAME SOFT [HARD])
          control pool_grow many               | n: many (expected: a number)
          dev --signing maybe                  | --signing: maybe (expected: off, sign or require)
          dev --signing require                | --keys: missing (expected: a file of keys for --signing require)
          fences                               | command: missing (expected: one of those that --help lists)
          bench                                | command: missing (expected: one of those that --help lists)
          bench turns                          | command: turns (expected: one of positions, round-trips)
          bench round-trips --count 0          | --count: 0 (expected: 1..100000000)
          completion fish                      | SHELL: fish (expected: bash or zsh)
          """)
  void wrongUseIsOneLineAndExitCodeTwo(String command, String complaint) {
    Run run = Run.of(Map.of(), "[]", command.split(" "));
    assertThat(run.err()).isEqualTo("meridian: " + complaint + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void mistypedCommandIsGuessed() {
    assertThat(Run.of("regoins").err())
        .startsWith("meridian: command: regoins (expected: one of bench, cancel, ")
        .endsWith("did you mean regions?)\n");
  }

  @Test
  void mistypedOptionIsGuessed() {
    assertThat(Run.of("regions", "--gatway", "x").err())
        .startsWith("meridian: option: --gatway (expected: one of --broker, ")
        .endsWith("did you mean --gateway?)\n");
  }

  @Test
  void noCommandShowsHelpAndFails() {
    Run run = Run.of();
    assertThat(run.err()).contains("Usage: meridian").contains("Commands:");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  static final List<String> commands = Commands.NAMES;

  @ParameterizedTest
  @FieldSource("commands")
  void everyCommandHasHelpWithAnExampleAndItsExitCodes(String command) {
    Run run = Run.of(command, "--help");
    assertThat(run.out())
        .contains("Usage: meridian " + command)
        .contains("Example: ")
        .contains("Exit codes:")
        .contains("--json", "--config", "--broker", "--results", "--gateway");
    assertThat(run.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(104));
    assertThat(run.code()).isZero();
  }

  @Test
  void helpListsEveryCommand() {
    assertThat(Run.of("--help").out()).contains(Commands.NAMES);
  }

  @Test
  void missingGatewayIsUnreachableWithAdvice() {
    Run run = Run.of("regions", "--gateway", "http://127.0.0.1:9");
    assertThat(run.err())
        .startsWith("meridian: gateway: http://127.0.0.1:9")
        .endsWith(
            "(expected: a running gateway; `meridian dev` starts one, --gateway names another)\n")
        .hasLineCount(1);
    assertThat(run.code()).isEqualTo(Exit.UNREACHABLE);
  }

  @Test
  void verboseShowsWhereAFailureCameFrom() {
    Run run = Run.of("regions", "--gateway", "http://127.0.0.1:9", "--verbose");
    assertThat(run.err()).contains("dev.meridian.cli.CommandException").contains("\tat ");
  }

  @Test
  void brokenConfigurationListsEveryComplaint(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.yaml"), "version: 2\nregions: []\n");
    Run run = Run.of("dev", "--config", file.toString());
    assertThat(run.err().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("meridian: bad.yaml:"));
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void missingConfigurationSaysWhereItWasLookedFor() {
    Run run = Run.of("dev", "--config", "nowhere.yaml");
    assertThat(run.err())
        .startsWith("meridian: nowhere.yaml: file: not found (expected: a file at ");
    assertThat(run.code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void durationsAreExplained() {
    assertThat(Run.of("submit", "echo", "--deadline", "1 day").err()).contains(DURATION);
  }
}
