package dev.meridian.cli;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// `meridian dev` in this process, at a free port.
final class DevServer implements AutoCloseable {
  private static final int RUNNING = -1;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicInteger code = new AtomicInteger(RUNNING);
  private final Shell shell =
      Run.shell(Map.of(), "", new PrintWriter(out, true), new PrintWriter(err, true));
  private final Thread thread;

  private DevServer(String... options) {
    List<String> args = new ArrayList<>(List.of("dev", "--port", "0", "--json"));
    args.addAll(List.of(options));
    this.thread =
        Thread.ofPlatform()
            .name("dev")
            .start(() -> code.set(Cli.run(shell, args.toArray(String[]::new))));
  }

  /// Starts it and returns once it is ready.
  static DevServer start(String... options) {
    DevServer server = new DevServer(options);
    Await.until("dev is ready: " + server.err, () -> server.ready() || !server.thread.isAlive());
    if (!server.ready()) {
      throw new AssertionError("dev ended with " + server.code + ": " + server.err);
    }
    return server;
  }

  /// Where its gateway is.
  String url() {
    return Json.read(out.toString()).path("url").asString();
  }

  /// Runs a command against its gateway.
  Run run(String... args) {
    return runWithStdin("", args);
  }

  /// Runs a command with something on stdin against its gateway.
  Run runWithStdin(String stdin, String... args) {
    return Run.of(Map.of("MERIDIAN_GATEWAY", url()), stdin, args);
  }

  /// Asks it to stop.
  ///
  /// @return its exit code
  int stop() {
    shell.stop().raise();
    Await.until("dev ended", () -> !thread.isAlive());
    return code.get();
  }

  @Override
  public void close() {
    stop();
  }

  private boolean ready() {
    return out.toString().contains("\n");
  }
}
