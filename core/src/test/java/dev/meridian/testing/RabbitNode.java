package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A private RabbitMQ node of Debian's package, with its own port mapper, ports, data and cookie,
/// so that any number run beside each other. Starts in about 5 s. Keeps its port and data when it
/// is stopped or killed and started again.
public final class RabbitNode implements AutoCloseable {
  private static final Path PROGRAMS = Path.of("/usr/lib/rabbitmq/bin");
  private static final String COOKIE = "meridian-tests";
  private static final int CONNECT_MILLIS = 1_000;
  // The port mapper is part of the node's process group, so that it ends with the node.
  // It is tried again as long as its predecessor still holds the port.
  private static final String COMMAND =
      """
      until epmd -names; do epmd -address 127.0.0.1 & sleep 0.2; done
      exec "$1"
      """;

  private final ServerProcess server = ServerProcess.ofKind("rabbit");
  private final int port = server.port();
  private final String node = "meridian-" + port + "-" + ProcessHandle.current().pid();
  private final Map<String, String> environment = environment();

  private final int mqttPort = ServerProcess.freePort();

  private RabbitNode() {}

  /// Starts a new node.
  ///
  /// @throws IllegalStateException with advice if RabbitMQ is not installed or does not start
  public static RabbitNode launch() {
    return launch("[].", "");
  }

  /// Starts a new node with the plugin for MQTT.
  public static RabbitNode launchWithMqtt() {
    return launch("[rabbitmq_mqtt].", "mqtt.listeners.tcp.1 = 127.0.0.1:");
  }

  private static RabbitNode launch(String plugins, String mqtt) {
    ServerProcess.require(PROGRAMS.resolve("rabbitmq-server"), "rabbitmq-server");
    var launched = new RabbitNode();
    launched.configure(plugins, mqtt.isEmpty() ? "" : mqtt + launched.mqttPort);
    launched.start();
    return launched;
  }

  /// The port it takes MQTT on, if it has the plugin.
  public int mqttPort() {
    return mqttPort;
  }

  /// Where it listens: `amqp://guest:guest@127.0.0.1:PORT`.
  public URI uri() {
    return URI.create("amqp://guest:guest@127.0.0.1:" + port);
  }

  /// The port it listens on.
  public int port() {
    return port;
  }

  /// What it logs, for people.
  public Path log() {
    return server.log();
  }

  /// Starts it again, with its data, and returns once it talks AMQP.
  public void start() {
    String program = PROGRAMS.resolve("rabbitmq-server").toString();
    server.start(List.of("sh", "-c", COMMAND, "rabbit", program), environment, this::isReady);
  }

  /// Stops it as an operator would. The data stays.
  public void stop() {
    server.stop();
  }

  /// Ends it at once, as a power cut would. The data on disk stays.
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

  /// Runs `rabbitmqctl` against it and returns what it printed.
  ///
  /// @throws IllegalStateException with its output if it failed
  public String ctl(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(PROGRAMS.resolve("rabbitmqctl").toString());
    command.addAll(List.of("--quiet", "--node", node + "@localhost", "--erlang-cookie", COOKIE));
    command.addAll(List.of(arguments));
    return ServerProcess.run(command, environment);
  }

  /// Ends it and removes its data.
  @Override
  public void close() {
    server.discard();
  }

  private Map<String, String> environment() {
    String data = server.data().toString();
    return Map.ofEntries(
        Map.entry("HOME", data),
        Map.entry("ERL_EPMD_PORT", Integer.toString(ServerProcess.freePort())),
        Map.entry("RABBITMQ_NODENAME", node + "@localhost"),
        Map.entry("RABBITMQ_DIST_PORT", Integer.toString(ServerProcess.freePort())),
        Map.entry("RABBITMQ_MNESIA_BASE", data + "/mnesia"),
        Map.entry("RABBITMQ_LOG_BASE", data),
        Map.entry("RABBITMQ_LOGS", "-"),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", data + "/enabled_plugins"),
        Map.entry("RABBITMQ_CONFIG_FILE", data + "/rabbitmq.conf"),
        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
        Map.entry(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-setcookie " + COOKIE + " +sbwt none +sbwtdcpu none +sbwtdio none"));
  }

  private void configure(String plugins, String more) {
    try {
      Files.writeString(server.data().resolve("enabled_plugins"), plugins);
      Files.writeString(
          server.data().resolve("rabbitmq.conf"),
          """
          listeners.tcp.1 = 127.0.0.1:%d
          disk_free_limit.absolute = 50MB
          raft.wal_max_size_bytes = 64000000
          log.console.level = info
          %s
          """
              .formatted(port, more));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // A server that is up answers the protocol header with a method frame (type 1) on channel 0.
  private boolean isReady() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.getOutputStream().write("AMQP\0\0\11\1".getBytes(US_ASCII));
      return socket.getInputStream().read() == 1;
    } catch (IOException notYet) {
      return false;
    }
  }
}
