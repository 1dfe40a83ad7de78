package dev.meridian.gateway;

import java.util.List;
import java.util.Locale;

/// The media types the gateway writes, and what a client says it takes (RFC 9110, 12.5.1).
final class MediaTypes {
  static final String JSON = "application/json";
  static final String GEO_JSON = "application/geo+json";
  static final String OPEN_API = "application/vnd.oai.openapi+json;version=3.1";
  static final String PROBLEM = "application/problem+json";
  static final String HTML = "text/html;charset=utf-8";
  static final String TEXT = "text/plain";
  static final String EVENTS = "text/event-stream";
  static final String MULTIPART = "multipart/related";

  private static final String ANYTHING = "*/*";

  private MediaTypes() {}

  /// Whether a client with these `Accept` headers takes one of the types.
  static boolean accepts(List<String> accept, List<String> types) {
    return accept.isEmpty() || types.stream().anyMatch(type -> quality(accept, type) > 0);
  }

  /// Whether `first` is wanted more than `second`.
  static boolean prefers(List<String> accept, String first, String second) {
    return !accept.isEmpty() && quality(accept, first) > quality(accept, second);
  }

  /// Whether the headers name this very type, not by a wildcard.
  static boolean names(List<String> accept, String type) {
    return accept.stream()
        .flatMap(header -> Tokens.split(header, ',').stream())
        .anyMatch(range -> bare(range).equals(type));
  }

  /// The type without parameters, in lower case.
  static String bare(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  private static double quality(List<String> accept, String type) {
    double quality = 0;
    int precision = -1;
    for (String header : accept) {
      for (String range : Tokens.split(header, ',')) {
        int fit = precision(bare(range), bare(type));
        if (fit > precision) {
          precision = fit;
          quality = weight(range);
        }
      }
    }
    return quality;
  }

  /// How closely a range names a type: 2 for the type itself, 1 for its family, 0 for anything, -1
  /// if it does not.
  private static int precision(String range, String type) {
    if (range.equals(type)) {
      return 2;
    }
    if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
      return 1;
    }
    return range.equals(ANYTHING) ? 0 : -1;
  }

  private static double weight(String range) {
    for (String parameter : Tokens.split(range, ';')) {
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 1;
        }
      }
    }
    return 1;
  }
}
