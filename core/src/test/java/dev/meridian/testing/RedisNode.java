package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A private Redis server of Debian's package. Keeps its port when it is stopped or killed and
/// started again; its data too if it was stopped, or if it was launched with `--appendonly yes`.
public final class RedisNode implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
  private static final Path CLIENT = Path.of("/usr/bin/redis-cli");
  private static final int CONNECT_MILLIS = 1_000;

  private final ServerProcess server = ServerProcess.ofKind("redis");
  private final int port = server.port();
  private final List<String> options;

  private RedisNode(List<String> options) {
    this.options = options;
  }

  /// Starts a new, empty server.
  ///
  /// @param options further arguments of `redis-server`, for example `--maxmemory 4mb`, word by
  ///   word
  /// @throws IllegalStateException with advice if Redis is not installed or does not start
  public static RedisNode launch(String... options) {
    ServerProcess.require(PROGRAM, "redis-server");
    ServerProcess.require(CLIENT, "redis-tools");
    var launched = new RedisNode(List.of(options));
    launched.start();
    return launched;
  }

  /// Where it listens: `redis://127.0.0.1:PORT`.
  public URI uri() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  /// The port it listens on.
  public int port() {
    return port;
  }

  /// What it logs, for people.
  public Path log() {
    return server.log();
  }

  /// Starts it again and returns once it answers a PING.
  public void start() {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--save", ""));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", server.data().toString(), "--appendfsync", "always"));
    command.addAll(options);
    server.start(command, Map.of(), this::isReady);
  }

  /// Saves its data and stops it.
  public void stop() {
    if (server.isRunning()) {
      ctl("SHUTDOWN", "SAVE");
      server.awaitEnd();
    }
  }

  /// Ends it at once, as a power cut would.
  public void kill() {
    server.kill();
  }

  /// Makes it hang with its connections open, until [#thaw()].
  public void freeze() {
    server.signal("STOP");
  }

  /// Lets it go on after [#freeze()].
  public void thaw() {
    server.signal("CONT");
  }

  /// Runs `redis-cli` against it and returns what it printed, without the last line break.
  ///
  /// @throws IllegalStateException with its output if it failed
  public String ctl(String... command) {
    List<String> words = new ArrayList<>(List.of(CLIENT.toString(), "-e", "-p", "" + port));
    words.addAll(List.of(command));
    return ServerProcess.run(words, Map.of()).stripTrailing();
  }

  /// Ends it and removes its data.
  @Override
  public void close() {
    server.discard();
  }

  private boolean isReady() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException notYet) {
      return false;
    }
  }
}
