package dev.meridian.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The jar of `docs/examples/quotes`, built as its script builds it.
final class ExampleJar {
  private static final Path SCRIPT = Path.of("..", "docs", "examples", "quotes", "build.sh");

  private ExampleJar() {}

  /// Builds it into a folder.
  ///
  /// @return the folder
  static Path in(Path folder) {
    var builder =
        new ProcessBuilder(
            "bash",
            SCRIPT.toAbsolutePath().normalize().toString(),
            folder.resolve("quotes.jar").toString());
    builder.environment().put("MERIDIAN_CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("the example does not build:\n" + output);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
