package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a new worker takes from the start of its process until it consumes. The promise is 2 s
/// on a machine that does nothing else; others get the processors meanwhile where tests run, so it
/// is the time of processors that is bounded. Both are printed.
final class WorkerStartTest {
  private static final Duration BOUND = Duration.ofSeconds(5);

  @Test
  void workerConsumesSoonAfterItsProcessStarted(@TempDir Path folder) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("regions.yaml"),
            "version: 1\nregions: [{id: quick, location: [8.68, 50.11]}]\n");
    Map<String, String> environment =
        Map.of(
            "MERIDIAN_BROKER", TestServers.rabbit().uri().toString(),
            "MERIDIAN_RESULTS", TestServers.redis().uri().toString(),
            "MERIDIAN_CONFIG", config.toString());

    long started = System.nanoTime();
    try (Program worker = Program.start(environment, "worker", "--region", "quick")) {
      worker.awaitOut("consuming meridian.quick");
      Duration taken = Duration.ofNanos(System.nanoTime() - started);
      Duration cpu = worker.cpu();
      System.out.printf(
          "a worker consumes %,d ms after its start, %,d ms of processors%n",
          taken.toMillis(), cpu.toMillis());
      assertThat(cpu).isBetween(Duration.ofMillis(100), BOUND);
    }
  }
}
