package dev.meridian.webhook;

import dev.meridian.InvalidValueException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Addresses that webhooks may be sent to, as an operator configured them: a URL and all below it.
/// Immutable.
///
/// @param id for example `dispatch`
/// @param url of http or https, without user, query and fragment; covers itself and every path
///   below it
/// @param secrets 1 to [#MOST_SECRETS]; a message is signed with each, so that a receiver may
///   change over from one to another
/// @param connectTimeout for the connection, at most [#LONGEST]
/// @param timeout for the whole exchange, at most [#LONGEST]
/// @param maxAttempts how often a crossing's message is tried, 1 to 100
/// @param privateNetworks whether addresses of private, loopback and link-local networks may be
///   called
public record WebhookEndpoint(
    String id,
    URI url,
    List<WebhookSecret> secrets,
    Duration connectTimeout,
    Duration timeout,
    int maxAttempts,
    boolean privateNetworks) {
  /// The most secrets at a time.
  public static final int MOST_SECRETS = 5;

  /// The longest timeout.
  public static final Duration LONGEST = Duration.ofSeconds(50);

  /// What [#url] must be, for complaints.
  public static final String FORM = "an http or https URL without user, query and fragment";

  /// Dots and slashes in disguise, which a server may take for a way up.
  private static final Pattern DISGUISED = Pattern.compile("(?i)%(2e|2f|5c)");

  /// Copies the list and checks URL and counts.
  public WebhookEndpoint {
    secrets = List.copyOf(secrets);
    boolean http = "http".equalsIgnoreCase(url.getScheme()) || isHttps(url);
    if (!http || url.getHost() == null || url.getRawQuery() != null || !isPlain(url)) {
      throw new InvalidValueException("/url", url.getHost(), FORM);
    }
    if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
      throw new InvalidValueException("/secrets", secrets.size(), "1.." + MOST_SECRETS);
    }
    check("/connectTimeout", connectTimeout);
    check("/timeout", timeout);
  }

  private static void check(String name, Duration time) {
    if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new InvalidValueException(name, time, "more than 0 and at most 50s");
    }
  }

  /// Whether a URL is this one or below it: same scheme, host and port, and a path that begins with
  /// this one's, whole steps of it. What may mean a way up (`..`, `%2e`, `%2f`) is never covered.
  boolean covers(URI target) {
    return target.getHost() != null
        && url.getScheme().equalsIgnoreCase(target.getScheme())
        && url.getHost().toLowerCase(Locale.ROOT).equals(target.getHost().toLowerCase(Locale.ROOT))
        && port(url) == port(target)
        && isPlain(target)
        && isBelow(path(target), path(url));
  }

  /// How much of a URL this fixes.
  int length() {
    return path(url).length();
  }

  private static boolean isBelow(String path, String top) {
    return path.equals(top) || path.startsWith(top.endsWith("/") ? top : top + "/");
  }

  private static boolean isPlain(URI url) {
    String path = path(url);
    List<String> steps = List.of(path.split("/", -1));
    return url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && !steps.contains("..")
        && !steps.contains(".")
        && !DISGUISED.matcher(path).find();
  }

  private static String path(URI url) {
    String path = url.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static int port(URI url) {
    int usual = isHttps(url) ? 443 : 80;
    return url.getPort() < 0 ? usual : url.getPort();
  }

  @Override
  public String toString() {
    return id;
  }
}
