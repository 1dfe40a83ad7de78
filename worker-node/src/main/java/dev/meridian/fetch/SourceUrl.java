package dev.meridian.fetch;

import dev.meridian.geo.Source;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The URL of a source, its template filled in.
final class SourceUrl {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_.-]+)}");
  private static final Pattern AUTHORITY =
      Pattern.compile("https?://[^/?#{}@]+(?=[/?#]|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DOT_SEGMENT = Pattern.compile("(^|/)\\.{1,2}(/|$)");

  private SourceUrl() {}

  /// The URL for these values. Each value is percent-encoded whole (RFC 3986, 2.3), so that it
  /// stays inside its path segment or query value.
  ///
  /// @throws dev.meridian.task.TaskException if a value is missing, unknown or not as configured
  static URI of(Source source, Map<String, String> given) {
    for (String name : given.keySet()) {
      if (!source.parameters().containsKey(name)) {
        throw Failures.parameter(name, given.get(name), "one of " + source.parameters().keySet());
      }
    }
    if (!AUTHORITY.matcher(source.url()).lookingAt()) {
      throw Failures.refused("The URL of " + source.id() + " names no fixed http or https host.");
    }
    Matcher places = PLACEHOLDER.matcher(source.url());
    String filled =
        places.replaceAll(
            place -> Matcher.quoteReplacement(encoded(value(source, place.group(1), given))));
    URI url = URI.create(filled);
    if (url.getHost() == null) {
      throw Failures.refused("The URL of " + source.id() + " names its host in an unusual form.");
    }
    if (DOT_SEGMENT.matcher(url.getRawPath()).find()) {
      throw Failures.refused("The path of " + source.id() + " must have no dot segments.");
    }
    return url;
  }

  private static String value(Source source, String name, Map<String, String> given) {
    Source.Parameter parameter = source.parameters().get(name);
    String value = given.get(name);
    if (value == null && parameter != null) {
      value = parameter.defaultValue();
    }
    if (parameter == null || value == null) {
      throw Failures.parameter(name, "missing", "a value");
    }
    if (!parameter.pattern().matcher(value).matches()) {
      throw Failures.parameter(name, value, "a match of " + parameter.pattern().pattern());
    }
    return value;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
