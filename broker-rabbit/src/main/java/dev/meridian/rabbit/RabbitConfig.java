package dev.meridian.rabbit;

import dev.meridian.InvalidValueException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to reach one RabbitMQ and how much to ask of it. Immutable; its text shows no secrets.
///
/// @param uri `amqp://user:password@host:port/vhost` or `amqps://…`; user, password and virtual
///   host percent-encoded; no virtual host means `/`
/// @param connectionName shown by RabbitMQ's tools
/// @param window the most unconfirmed messages at a time, 1 to 10,000; at least rate × round trip
/// @param timeouts how long to wait for what
/// @param names of the two exchanges
public record RabbitConfig(
    URI uri, String connectionName, int window, Timeouts timeouts, Names names) {
  private static final int DEFAULT_WINDOW = 200;
  private static final int MAX_WINDOW = 10_000;

  /// How long to wait for what; all positive.
  ///
  /// @param connect for the TCP connection and for the handshake
  /// @param heartbeat between two signs of life; two missed ones end the connection
  /// @param recovery before the first reconnection; later ones take up to eight times as long
  /// @param confirm for the broker's answer to a message, a declaration or a goodbye
  /// @param publishWait for a free place in the window
  public record Timeouts(
      Duration connect,
      Duration heartbeat,
      Duration recovery,
      Duration confirm,
      Duration publishWait) {
    /// Checks that all are between a millisecond and an hour.
    public Timeouts {
      check("connect", connect);
      check("heartbeat", heartbeat);
      check("recovery", recovery);
      check("confirm", confirm);
      check("publishWait", publishWait);
    }

    private static void check(String name, Duration value) {
      if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
        throw new InvalidValueException("timeouts." + name, value, "1 ms to 1 h");
      }
    }
  }

  /// The exchanges, which every program of one virtual host must agree on.
  ///
  /// @param exchange topic exchange of all tasks
  /// @param deadLetters fanout exchange before the queue of dead letters
  public record Names(String exchange, String deadLetters) {}

  /// Checks the address and the window.
  public RabbitConfig {
    boolean amqp = "amqp".equals(uri.getScheme()) || "amqps".equals(uri.getScheme());
    if (!amqp || uri.getHost() == null || uri.getQuery() != null) {
      throw new InvalidValueException(
          "broker", withoutSecrets(uri), "amqp[s]://[user:password@]host[:port][/vhost]");
    }
    if (window < 1 || window > MAX_WINDOW) {
      throw new InvalidValueException("window", window, "1 to " + MAX_WINDOW);
    }
  }

  /// The usual: window 200, connect 5 s, heartbeat 10 s, recovery 1 s, confirm 10 s, publish wait 5
  /// s, exchanges `meridian` and `meridian.dead`.
  public static RabbitConfig defaults(URI uri) {
    Timeouts timeouts =
        new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
    return new RabbitConfig(
        uri, "meridian", DEFAULT_WINDOW, timeouts, new Names("meridian", "meridian.dead"));
  }

  /// The same under another name.
  public RabbitConfig withConnectionName(String name) {
    return new RabbitConfig(uri, name, window, timeouts, names);
  }

  /// The same with room for so many unconfirmed messages.
  public RabbitConfig withWindow(int messages) {
    return new RabbitConfig(uri, connectionName, messages, timeouts, names);
  }

  /// The same with other waits.
  public RabbitConfig withTimeouts(Timeouts waits) {
    return new RabbitConfig(uri, connectionName, window, waits, names);
  }

  /// The same with other exchanges.
  public RabbitConfig withNames(Names exchanges) {
    return new RabbitConfig(uri, connectionName, window, timeouts, exchanges);
  }

  boolean tls() {
    return "amqps".equals(uri.getScheme());
  }

  int port() {
    int usual = tls() ? 5671 : 5672;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  String user() {
    return credential(0);
  }

  String password() {
    return credential(1);
  }

  /// Without a path it is `/`, and so it is for the `//` that Celery users write.
  String virtualHost() {
    String path = uri.getRawPath();
    boolean root = path == null || path.isEmpty() || path.equals("/") || path.equals("//");
    return root ? "/" : decoded(path.substring(1));
  }

  String address() {
    return withoutSecrets(uri);
  }

  @Override
  public String toString() {
    return "RabbitConfig[" + address() + ", window " + window + ", " + timeouts + "]";
  }

  private String credential(int part) {
    String info = uri.getRawUserInfo();
    String[] parts = info == null ? new String[0] : info.split(":", 2);
    return part < parts.length ? decoded(parts[part]) : "guest";
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String withoutSecrets(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + orEmpty(uri.getRawPath());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
