package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `meridian` as a process of its own, on the class path of the tests. Its output goes to files in
/// `target/programs`.
final class Program implements AutoCloseable {
  private static final Path OUTPUT = Path.of("target", "programs");

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Map<String, String> environment, List<String> command) throws IOException {
    this.out = Files.createTempFile(output(), "run", ".out");
    this.err = Files.createTempFile(output(), "run", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MERIDIAN_HOME", out.toAbsolutePath() + ".home");
    builder.environment().putAll(environment);
    this.process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
  }

  /// Where tests leave files for people to look at.
  static Path output() throws IOException {
    return Files.createDirectories(OUTPUT);
  }

  /// Starts it.
  static Program start(Map<String, String> environment, String... args) {
    return start(List.of(), environment, args);
  }

  /// Starts it with further options of the Java virtual machine.
  static Program start(List<String> javaOptions, Map<String, String> environment, String... args) {
    return start(Main.class, javaOptions, environment, args);
  }

  /// Starts another program of the tests.
  static Program start(
      Class<?> main, List<String> javaOptions, Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    try {
      return new Program(environment, command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What it wrote to stdout so far.
  String out() {
    return read(out);
  }

  /// What it wrote to stderr so far.
  String err() {
    return read(err);
  }

  /// Waits until it wrote something to stdout.
  Program awaitOut(String text) {
    Await.until(
        text + " in the output of " + process.info().commandLine(),
        () -> out().contains(text) || !process.isAlive());
    if (!out().contains(text)) {
      throw new AssertionError("ended without " + text + "\n" + out() + err());
    }
    return this;
  }

  /// Sends SIGTERM.
  Program terminate() {
    process.destroy();
    return this;
  }

  /// Ends it at once, as a power cut would.
  void kill() {
    close();
  }

  /// Whether it has not ended.
  boolean isRunning() {
    return process.isAlive();
  }

  /// The time of processors it took so far.
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /// Its process id.
  long pid() {
    return process.pid();
  }

  /// Waits for its end.
  ///
  /// @return the exit code
  int awaitEnd() {
    Await.until("the process ended: " + err(), () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Await.until("the process is gone", () -> !process.isAlive());
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
