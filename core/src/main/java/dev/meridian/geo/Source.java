package dev.meridian.geo;

import dev.meridian.InvalidValueException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A named place where data is fetched, as its operator configured it (I7). Immutable.
///
/// @param id for example `usgs-quakes`
/// @param title for people
/// @param url template with `{parameter}` in its path or query, never in scheme, host or port
/// @param parameters by name
/// @param home the region next to it; null for `auto`
/// @param location where it is, to find the nearest region for `auto`; null if not known
/// @param format of its documents; null to go by content type
/// @param headers sent with each request; may hold secrets, never print them
/// @param politeness how gently to fetch
/// @param access which addresses may be called
public record Source(
    String id,
    String title,
    String url,
    Map<String, Parameter> parameters,
    @Nullable String home,
    @Nullable LonLat location,
    @Nullable String format,
    Map<String, String> headers,
    Politeness politeness,
    Access access) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /// Checks the id.
  public Source {
    if (!ID.matcher(id).matches()) {
      throw new InvalidValueException("source id", id, "a match of " + ID.pattern());
    }
    parameters = Map.copyOf(parameters);
    headers = Map.copyOf(headers);
  }

  /// A value a client may choose.
  ///
  /// @param defaultValue used if the client gives none; null if it must
  /// @param pattern a regular expression the whole value must match
  public record Parameter(@Nullable String defaultValue, Pattern pattern) {}

  /// How gently to fetch, over all workers of all regions.
  ///
  /// @param perSecond requests a second, greater than 0
  /// @param concurrency requests at a time
  /// @param connectTimeout for the connection
  /// @param timeout for the whole exchange, redirects included
  /// @param maxBytes the largest document, after decompression
  /// @param maxRedirects that are followed, 0 for none
  /// @param cache how long a document is used without asking again; zero for always asking
  public record Politeness(
      double perSecond,
      int concurrency,
      Duration connectTimeout,
      Duration timeout,
      long maxBytes,
      int maxRedirects,
      Duration cache) {
    /// 10 a second, 4 at a time, 5 s to connect, 30 s in all, 32 MiB, 3 redirects, no cache.
    public static final Politeness STANDARD =
        new Politeness(
            10, 4, Duration.ofSeconds(5), Duration.ofSeconds(30), 32L << 20, 3, Duration.ZERO);
  }

  /// Which addresses may be called. The host of the URL itself always may.
  ///
  /// @param hosts further hosts a redirect may lead to
  /// @param privateNetworks whether addresses of private, loopback and link-local networks may be
  ///   called
  public record Access(List<String> hosts, boolean privateNetworks) {
    /// Only the source's own host, only public addresses.
    public static final Access STANDARD = new Access(List.of(), false);

    /// Copies the list.
    public Access {
      hosts = List.copyOf(hosts);
    }
  }

  /// The home region; empty for `auto`.
  public Optional<String> homeIfFixed() {
    return Optional.ofNullable(home);
  }

  @Override
  public String toString() {
    return id;
  }
}
