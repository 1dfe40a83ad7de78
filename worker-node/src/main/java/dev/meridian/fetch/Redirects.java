package dev.meridian.fetch;

import dev.meridian.geo.Source;
import java.net.URI;
import java.util.Locale;

/// Where the redirects of one exchange may lead (I7): a bounded number, to http or https, never
/// from https back to http, to the source's own host or one its operator listed, on the port of the
/// source or the standard one. Their addresses are checked when the connection is made.
final class Redirects {
  private final Source source;
  private final URI start;
  private int hops;

  Redirects(Source source, URI start) {
    this.source = source;
    this.start = start;
  }

  static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /// Whether the source's headers, which may hold secrets, may be sent there: same scheme, host and
  /// port, or the same host by https on the standard port.
  boolean sameOrigin(URI url) {
    boolean sameHost = host(url).equals(host(start));
    boolean samePort =
        port(url) == port(start) && url.getScheme().equalsIgnoreCase(start.getScheme());
    boolean upgraded = isHttps(url) && port(url) == 443;
    return sameHost && (samePort || upgraded);
  }

  /// The next URL.
  ///
  /// @throws dev.meridian.task.TaskException `SourceRefused` if it may not be called
  URI next(URI from, String location) {
    if (++hops > source.politeness().maxRedirects()) {
      throw refused("more than " + source.politeness().maxRedirects() + " times", from);
    }
    URI to = resolved(from, location);
    boolean http = "http".equalsIgnoreCase(to.getScheme());
    if (!http && !isHttps(to)) {
      throw refused("to something other than http and https", from);
    }
    if (http && isHttps(from)) {
      throw refused("from https to http", from);
    }
    if (to.getHost() == null || to.getRawUserInfo() != null || !isAllowed(to)) {
      throw refused("to a host or port that is not allowed", from);
    }
    return to;
  }

  private URI resolved(URI from, String location) {
    if (location.isEmpty()) {
      throw Failures.malformed(source.id() + " redirected without a Location.");
    }
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw Failures.malformed(source.id() + " redirected to something that is no URL.").because(e);
    }
  }

  private boolean isAllowed(URI to) {
    String host = host(to);
    boolean usualPort = port(to) == port(start) || port(to) == standardPort(to);
    if (host.equals(host(start))) {
      return usualPort;
    }
    return source.access().hosts().stream()
        .map(entry -> entry.toLowerCase(Locale.ROOT))
        .anyMatch(
            entry -> entry.equals(host + ":" + port(to)) || (usualPort && entry.equals(host)));
  }

  private RuntimeException refused(String where, URI from) {
    return Failures.refused(source.id() + " redirected " + where + ", from " + from.getHost());
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static String host(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT);
  }

  private static int port(URI url) {
    return url.getPort() < 0 ? standardPort(url) : url.getPort();
  }

  private static int standardPort(URI url) {
    return isHttps(url) ? 443 : 80;
  }
}
