package dev.meridian.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a host has an address and something listens on its port.
///
/// @param host name or address
/// @param port to connect to
record Reach(String host, int port) {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-z]+)://(?:[^/?#]*@)?(\\[[^]]+]|[^:/?#]*)(?::([0-9]{1,5}))?.*");

  /// The host and port of a URL, which may hold placeholders in its path.
  static Reach of(String url) {
    Matcher match = AUTHORITY.matcher(url);
    if (!match.matches()) {
      return new Reach("", 0);
    }
    String host = match.group(2).replaceAll("[\\[\\]]", "");
    String port = match.group(3);
    return new Reach(host, port == null ? usualPort(match.group(1)) : Integer.parseInt(port));
  }

  private static int usualPort(String scheme) {
    return switch (scheme) {
      case "https" -> 443;
      case "amqp" -> 5672;
      case "amqps" -> 5671;
      case "redis", "rediss" -> 6379;
      default -> 80;
    };
  }

  /// Looks the name up and connects, each within 5 s.
  Finding check(String name, String fix) {
    long started = System.nanoTime();
    try {
      InetAddress address = InetAddress.getByName(host);
      long found = System.nanoTime();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
      }
      String dns = Values.time(Duration.ofNanos(found - started));
      String tcp = Values.time(Duration.ofNanos(System.nanoTime() - found));
      return Finding.ok(name, "%s:%d, DNS %s, TCP %s".formatted(host, port, dns, tcp));
    } catch (UnknownHostException e) {
      return Finding.fail(name, host + ": no address", "check the name, or this machine's DNS");
    } catch (IOException e) {
      return Finding.fail(name, "%s:%d: %s".formatted(host, port, e.getMessage()), fix);
    }
  }
}
