package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A server of one's own: a process group with a data folder and a log file under
/// `target/servers/NAME`. It dies with this JVM, also if that is killed: a shell watches both. May
/// be stopped and started again with its data.
final class ServerProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // Below the ephemeral range, so that no outgoing connection takes the port while it is down.
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;
  private static final String WATCH =
      """
      while kill -0 "$1" && kill -0 "$2"; do sleep 0.3; done
      kill -s KILL -- "-$2"
      kill -0 "$1" || rm -rf "$3"
      """;

  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private ServerProcess(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /// A server that does not run yet, with an empty data folder, and a port of its own.
  static ServerProcess ofKind(String kind) {
    int port = freePort();
    String name = kind + "-" + port + "-" + ProcessHandle.current().pid();
    var server = new ServerProcess(Path.of("target", "servers", name).toAbsolutePath(), port);
    try {
      Files.createDirectories(server.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return server;
  }

  /// A port nobody listens on now.
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      try (var probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException _) {
        // Taken: try another one.
      }
    }
  }

  /// Fails with advice unless the program is there.
  static void require(Path program, String debianPackage) {
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          program + " is missing. Install it with: apt-get install " + debianPackage);
    }
  }

  int port() {
    return port;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("server.log");
  }

  /// Starts the command in a process group of its own and returns once it is ready.
  synchronized void start(
      List<String> command, Map<String, String> environment, BooleanSupplier ready) {
    if (isRunning()) {
      return;
    }
    var builder = new ProcessBuilder("setsid").directory(data().toFile());
    builder.command().addAll(command);
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    try {
      Process started = builder.start();
      process = started;
      watch(started.pid());
      Await.until(
          "server is ready, see " + log(),
          PATIENCE,
          () -> !started.isAlive() || ready.getAsBoolean());
      if (!started.isAlive()) {
        throw new IllegalStateException("server ended at once, see " + log() + "\n" + tail());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /// Asks it to end, and ends it by force after a while.
  synchronized void stop() {
    if (process != null) {
      process.destroy();
      awaitEnd();
    }
  }

  /// Waits for its end, and ends it by force after a while.
  synchronized void awaitEnd() {
    try {
      if (process != null) {
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /// Ends the whole process group at once, as a power cut would.
  synchronized void kill() {
    signal("KILL");
    if (process != null) {
      Await.until("server " + process.pid() + " is dead", () -> !isRunning() && !listens());
      process = null;
    }
  }

  /// Sends a signal to the whole process group.
  synchronized void signal(String name) {
    if (process != null) {
      String kill = "kill -s " + name + " -- -" + process.pid() + " || true";
      run(List.of("sh", "-c", kill), Map.of());
    }
  }

  /// Ends it and removes its data; the log stays.
  synchronized void discard() {
    kill();
    try (var files = Files.walk(data())) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a command to its end and returns what it printed.
  ///
  /// @throws IllegalStateException with its output if it failed
  static String run(List<String> command, Map<String, String> environment) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process run = builder.start();
      run.getOutputStream().close();
      String output = new String(run.getInputStream().readAllBytes(), UTF_8);
      if (run.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private boolean listens() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private void watch(long server) throws IOException {
    String jvm = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder(
            "setsid", "sh", "-c", WATCH, "watchdog", jvm, Long.toString(server), folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
