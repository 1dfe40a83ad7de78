package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.gateway.stream.StreamBounds;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a gateway listens and what it bounds. Immutable.
///
/// @param host address to listen at; `127.0.0.1` unless told, `0.0.0.0` for all
/// @param port 1 to 65,535, or 0 for any free one; 8080 unless told
/// @param publicUrl what clients call it by, without a slash at the end, for links and `Location`;
///   null to go by the `Host` of each request
/// @param limits what it bounds
/// @param cors whether pages of any origin may call it
/// @param streams what it bounds of streams
/// @param ui whether it serves the live map at `/ui/`
public record GatewayConfig(
    String host,
    int port,
    @Nullable URI publicUrl,
    Limits limits,
    boolean cors,
    StreamBounds streams,
    boolean ui) {
  private static final int LAST_PORT = 65_535;

  /// Checks the port and the URL.
  public GatewayConfig {
    if (port < 0 || port > LAST_PORT) {
      throw new InvalidValueException("port", port, "0.." + LAST_PORT);
    }
    if (publicUrl != null && (publicUrl.getHost() == null || publicUrl.toString().endsWith("/"))) {
      throw new InvalidValueException(
          "public URL", publicUrl, "an absolute URL without a slash at the end");
    }
  }

  /// Bounds (I5).
  ///
  /// @param bodyBytes the longest request body
  /// @param headerBytes the longest request line and headers together
  /// @param waiting the most clients that wait for something at a time
  /// @param longestWait the longest that a client may wait; also the longest synchronous execution
  /// @param drain how long [Gateway#drain] gives those who wait
  public record Limits(
      int bodyBytes, int headerBytes, int waiting, Duration longestWait, Duration drain) {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int LEAST_HEADERS = 1024;

    /// 1 MiB of body, 16 KiB of headers, 10,000 waiting clients, 60 s of waiting, 20 s to drain.
    public static final Limits STANDARD =
        new Limits(1 << 20, 16 << 10, 10_000, Duration.ofSeconds(60), Duration.ofSeconds(20));

    /// Checks the ranges.
    public Limits {
      requirePositive("bodyBytes", bodyBytes);
      requirePositive("waiting", waiting);
      if (headerBytes < LEAST_HEADERS) {
        throw new InvalidValueException("headerBytes", headerBytes, "at least " + LEAST_HEADERS);
      }
      if (longestWait.isNegative()
          || longestWait.isZero()
          || longestWait.compareTo(LONGEST_WAIT) > 0) {
        throw new InvalidValueException(
            "longestWait", longestWait, "more than 0 and at most " + LONGEST_WAIT);
      }
      if (drain.isNegative() || drain.compareTo(LONGEST_WAIT) > 0) {
        throw new InvalidValueException("drain", drain, "0 to " + LONGEST_WAIT);
      }
    }

    /// The same with another longest wait.
    public Limits withLongestWait(Duration longestWait) {
      return new Limits(bodyBytes, headerBytes, waiting, longestWait, drain);
    }

    /// The same with another bound on waiting clients.
    public Limits withWaiting(int waiting) {
      return new Limits(bodyBytes, headerBytes, waiting, longestWait, drain);
    }

    /// The same with another time to drain.
    public Limits withDrain(Duration drain) {
      return new Limits(bodyBytes, headerBytes, waiting, longestWait, drain);
    }

    private static void requirePositive(String name, int value) {
      if (value < 1) {
        throw new InvalidValueException(name, value, "at least 1");
      }
    }
  }

  /// Port 8080 of this machine only, standard limits, open to pages of any origin.
  public static GatewayConfig defaults() {
    return new GatewayConfig(
        "127.0.0.1", 8080, null, Limits.STANDARD, true, StreamBounds.STANDARD, true);
  }

  /// The same at another address.
  public GatewayConfig at(String host, int port) {
    return new GatewayConfig(host, port, publicUrl, limits, cors, streams, ui);
  }

  /// The same, called by this URL.
  public GatewayConfig calledBy(URI publicUrl) {
    return new GatewayConfig(host, port, publicUrl, limits, cors, streams, ui);
  }

  /// The same with other limits.
  public GatewayConfig with(Limits limits) {
    return new GatewayConfig(host, port, publicUrl, limits, cors, streams, ui);
  }

  /// The same with other bounds of streams.
  public GatewayConfig with(StreamBounds streams) {
    return new GatewayConfig(host, port, publicUrl, limits, cors, streams, ui);
  }

  /// The same for pages of any origin, or of its own only.
  public GatewayConfig open(boolean toAnyOrigin) {
    return new GatewayConfig(host, port, publicUrl, limits, toAnyOrigin, streams, ui);
  }

  /// The same without the live map.
  public GatewayConfig withoutUi() {
    return new GatewayConfig(host, port, publicUrl, limits, cors, streams, false);
  }
}
