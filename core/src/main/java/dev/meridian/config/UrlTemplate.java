package dev.meridian.config;

import dev.meridian.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// The URL of a source, with `{parameter}` in its path or query.
///
/// @param parameters the names in the order of their first use
record UrlTemplate(Set<String> parameters) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]\\w{0,63})\\}");
  private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#{}]+([/?].*)?");

  /// The template of this text.
  ///
  /// @throws InvalidValueException if it is no absolute URL of http or https, names a user, has a
  ///   fragment, or has a placeholder anywhere but in path or query
  static UrlTemplate of(String url) {
    if (!ORIGIN.matcher(url).matches()) {
      throw invalid(url, "an absolute http or https URL with {parameter} in path or query only");
    }
    var parameters = new LinkedHashSet<String>();
    PLACEHOLDER.matcher(url).results().forEach(match -> parameters.add(match.group(1)));
    check(url, PLACEHOLDER.matcher(url).replaceAll("x"));
    return new UrlTemplate(parameters);
  }

  private static void check(String url, String example) {
    try {
      URI uri = new URI(example);
      if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
        throw invalid(url, "a URL with a host, without user (use headers) and fragment");
      }
    } catch (URISyntaxException e) {
      throw invalid(url, "a URL in which only {parameter} is special, the rest percent-encoded");
    }
  }

  private static InvalidValueException invalid(String url, String expected) {
    return new InvalidValueException("url", url, expected);
  }
}
