package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The program as a process: what it loads, how it starts and how it ends.
final class ProgramTest {
  /// Packages of the classes that a command loaded, as far as they are not the platform's.
  private static Set<String> packages(String... args) {
    try (Program program = Program.start(List.of("-Xlog:class+load:stdout"), Map.of(), args)) {
      program.awaitEnd();
      return program
          .out()
          .lines()
          .filter(line -> line.contains(" source: ") && !line.contains("source: jrt:"))
          .map(line -> line.replaceFirst(".*\\] ", "").replaceFirst(" source:.*", ""))
          .filter(name -> name.contains("."))
          .map(name -> name.substring(0, name.lastIndexOf('.')))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void versionIsOneLine() {
    try (Program program = Program.start(Map.of(), "--version")) {
      assertThat(program.awaitEnd()).isZero();
      assertThat(program.out()).matches("meridian .+ \\(java 25.*\\)\n");
      assertThat(program.err()).isEmpty();
    }
  }

  @Test
  void versionLoadsNothingElse() {
    assertThat(packages("--version"))
        .contains("dev.meridian.cli")
        .noneMatch(p -> p.startsWith("picocli"));
  }

  @Test
  void clientCommandsLoadNoServerAndNoDriver() {
    assertThat(packages("regions", "--gateway", "http://127.0.0.1:9"))
        .contains("picocli", "dev.meridian.cli")
        .noneMatch(name ->
            name.startsWith("org.eclipse.jetty")
                || name.startsWith("com.rabbitmq")
                || name.startsWith("redis.clients")
                || name.startsWith("ch.qos.logback")
                || name.startsWith("org.slf4j"));
  }

  @Test
  void devEndsWellOnTerm() {
    try (Program dev = Program.start(Map.of(), "dev", "--port", "0", "--json")) {
      dev.awaitOut("\"ready\":\"dev\"").terminate();
      assertThat(dev.awaitEnd()).as(dev.err()).isZero();
    }
  }
}
