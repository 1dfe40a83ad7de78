package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// 10,000 tasks whose etas spread over a minute.
final class EtaSoak {
  private static final Logger LOG = LoggerFactory.getLogger(EtaSoak.class);
  private static final int TASKS = 10_000;
  private static final Duration FIRST = Duration.ofSeconds(15);
  private static final Duration SPREAD = Duration.ofSeconds(60);
  private static final Duration LATEST = Duration.ofMillis(1_500);
  private static final int MOST_GROWTH_KIB = 64 * 1024;

  @Test
  void tasksBeginOnTimeAndTheWorkerDoesNotGrow() {
    try (EtaRun run = new EtaRun()) {
      Program worker = run.worker();
      run.publish(TASKS, FIRST, SPREAD);
      long before = residentKib(worker);
      Await.until("a part ran", Duration.ofMinutes(1), () -> passed(run, SPREAD.dividedBy(2)));
      long between = residentKib(worker);
      List<EtaRun.Ran> ran = run.results();
      long after = residentKib(worker);
      LOG.info("p99 {} late; worker {}, {}, {} KiB", EtaRun.p99(ran), before, between, after);
      assertThat(ran)
          .hasSize(TASKS)
          .allSatisfy(r -> assertThat(r.late()).isGreaterThanOrEqualTo(Duration.ZERO));
      assertThat(EtaRun.p99(ran)).isLessThan(LATEST);
      assertThat(after - before).isLessThan(MOST_GROWTH_KIB);
    }
  }

  @Test
  void restartsOfWorkerAndBrokerLoseAndHurryNone() {
    try (EtaRun run = new EtaRun()) {
      Program first = run.worker();
      run.publish(TASKS, FIRST, SPREAD);
      Await.until("some ran", Duration.ofMinutes(1), () -> passed(run, Duration.ofSeconds(45)));
      Instant workerDown = Instant.now();
      first.kill();
      run.worker();
      Instant workerUp = Instant.now();
      Await.until("more ran", Duration.ofMinutes(1), () -> passed(run, Duration.ofSeconds(30)));
      Instant brokerDown = Instant.now();
      run.rabbit.stop();
      run.rabbit.start();
      Instant brokerUp = Instant.now().plusSeconds(5); // until the worker is connected again
      List<EtaRun.Ran> ran = run.results();
      assertThat(ran)
          .hasSize(TASKS)
          .allSatisfy(r -> assertThat(r.late()).isGreaterThanOrEqualTo(Duration.ZERO));
      List<EtaRun.Ran> undisturbed =
          ran.stream()
              .filter(r -> !within(r.eta(), workerDown, workerUp))
              .filter(r -> !within(r.eta(), brokerDown, brokerUp))
              .toList();
      LOG.info(
          "p99 {} late of {}; worker down {}, broker {}",
          EtaRun.p99(undisturbed),
          undisturbed.size(),
          Duration.between(workerDown, workerUp),
          Duration.between(brokerDown, brokerUp));
      assertThat(undisturbed).hasSizeGreaterThan(TASKS / 2);
      assertThat(EtaRun.p99(undisturbed)).isLessThan(LATEST);
    }
  }

  /// Whether no more than `left` remains until the last eta.
  private static boolean passed(EtaRun run, Duration left) {
    return Instant.now().isAfter(run.last().minus(left));
  }

  private static boolean within(Instant eta, Instant from, Instant to) {
    return !eta.isBefore(from.minus(LATEST)) && !eta.isAfter(to.plus(LATEST));
  }

  private static long residentKib(Program program) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(program.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
