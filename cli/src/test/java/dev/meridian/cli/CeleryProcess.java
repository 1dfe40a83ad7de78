package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.testing.Await;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Python process with Celery, see [TestServers#python()], in a folder with the Python files of
/// the user guide, which thereby are tested, too. What it prints goes to a file in
/// `target/programs`.
final class CeleryProcess implements AutoCloseable {
  private static final Path GUIDE = Path.of("..", "docs", "celery.md");
  private static final Path OUTPUT = Path.of("target", "programs");
  private static final Pattern FILE =
      Pattern.compile(
          "^```python\\R(# (\\w+\\.py)\\R.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process process;
  private final Path output;

  private CeleryProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Writes the Python files of the guide into a folder.
  static void unpackGuide(Path folder) throws IOException {
    Matcher files = FILE.matcher(Files.readString(GUIDE));
    while (files.find()) {
      Files.writeString(folder.resolve(files.group(2)), files.group(1));
    }
  }

  /// Starts Python in the folder.
  static CeleryProcess start(Path folder, URI broker, URI results, String... args) {
    try {
      Path output = Files.createTempFile(Files.createDirectories(OUTPUT), "celery", ".out");
      List<String> command = new ArrayList<>(List.of(TestServers.python(), "-u"));
      command.addAll(List.of(args));
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().put("MERIDIAN_BROKER", broker.toString());
      builder.environment().put("MERIDIAN_RESULTS", results.toString());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      return new CeleryProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What it printed so far.
  String output() {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until it printed something.
  void awaitOutput(String text) {
    Await.until(
        text + " in the output of Celery",
        PATIENCE,
        () -> output().contains(text) || !process.isAlive());
    if (!output().contains(text)) {
      throw new AssertionError("ended without " + text + ": " + output());
    }
  }

  /// Waits for its end, and returns what it printed.
  ///
  /// @throws AssertionError if it failed
  String finish() {
    Await.until("Python ended", PATIENCE, () -> !process.isAlive());
    if (process.exitValue() != 0) {
      throw new AssertionError("python3 ended with " + process.exitValue() + ": " + output());
    }
    return output();
  }

  @Override
  public void close() {
    process.destroy();
    Await.until("Python is gone", PATIENCE, () -> !process.isAlive());
  }
}
