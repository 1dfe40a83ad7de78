package dev.meridian.cli;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;

/// Where `meridian` starts: the one class that reads the clock, the environment and the terminal.
public final class Main {
  /// When this class was loaded, as [System#nanoTime()] tells; the operating system knows the start
  /// of the process only to the second.
  static final long STARTED = System.nanoTime();

  private Main() {}

  /// Runs one command and ends with its exit code.
  public static void main(String[] args) {
    if (Arrays.equals(args, new String[] {"--version"})
        || Arrays.equals(args, new String[] {"-V"})) {
      System.out.println(Version.line());
      return;
    }
    Shell shell = shell();
    int code = Cli.run(shell, args);
    shell.out().flush();
    shell.err().flush();
    System.exit(code);
  }

  private static Shell shell() {
    return new Shell(
        writer(System.out),
        writer(System.err),
        System.in,
        Path.of("").toAbsolutePath(),
        System.getenv(),
        Terminals.screen(System.getenv()),
        new StopSignal(Signals::onStop, () -> Runtime.getRuntime().halt(Exit.INTERRUPTED)),
        InstantSource.system(),
        new SecureRandom());
  }

  /// Always UTF-8, whatever the locale: so are the documents that are printed.
  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(
        new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
  }
}
