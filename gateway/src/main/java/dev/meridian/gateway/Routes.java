package dev.meridian.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which endpoint answers which path and method. Filled once, then immutable.
final class Routes {
  private static final List<String> JSON_ONLY = List.of(MediaTypes.JSON);

  private final List<Route> routes = new ArrayList<>();

  /// A path and what can be done there.
  ///
  /// @param template the path, with variables in braces
  /// @param segments of the template
  /// @param produces the media types of its answers
  /// @param methods the endpoints by method
  record Route(
      String template,
      List<String> segments,
      List<String> produces,
      Map<String, Endpoint> methods) {
    /// The endpoint of a method; the one of GET for HEAD.
    Optional<Endpoint> endpoint(String method) {
      return Optional.ofNullable(methods.get(method.equals("HEAD") ? "GET" : method));
    }

    /// The value of the header `Allow`.
    String allow() {
      TreeSet<String> allowed = new TreeSet<>(methods.keySet());
      allowed.add("OPTIONS");
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      return String.join(", ", allowed);
    }

    /// The values of the variables in these segments; null if they do not match.
    private @Nullable List<String> match(List<String> path) {
      if (path.size() != segments.size()) {
        return null;
      }
      List<String> ids = new ArrayList<>(2);
      for (int i = 0; i < path.size(); i++) {
        String expected = segments.get(i);
        if (expected.startsWith("{")) {
          ids.add(decoded(path.get(i)));
        } else if (!expected.equals(path.get(i))) {
          return null;
        }
      }
      return ids;
    }
  }

  /// A route that fits a path.
  ///
  /// @param route the route
  /// @param ids the values of its variables
  record Match(Route route, List<String> ids) {}

  /// Answers GET with JSON.
  Routes get(String template, Endpoint endpoint) {
    return get(template, JSON_ONLY, endpoint);
  }

  /// Answers GET with one of these media types.
  Routes get(String template, List<String> produces, Endpoint endpoint) {
    return add(template, "GET", produces, endpoint);
  }

  /// Answers a method at a path, which has the media types it was first given.
  Routes add(String template, String method, List<String> produces, Endpoint endpoint) {
    for (Route route : routes) {
      if (route.template.equals(template)) {
        route.methods.put(method, endpoint);
        return this;
      }
    }
    Map<String, Endpoint> methods = new LinkedHashMap<>(Map.of(method, endpoint));
    routes.add(new Route(template, segments(template), produces, methods));
    return this;
  }

  /// The route of a path.
  Optional<Match> find(String path) {
    List<String> segments = segments(path);
    for (Route route : routes) {
      List<String> ids = route.match(segments);
      if (ids != null) {
        return Optional.of(new Match(route, ids));
      }
    }
    return Optional.empty();
  }

  /// All routes.
  List<Route> all() {
    return List.copyOf(routes);
  }

  /// What a segment stands for (RFC 3986, 2.1); the server refused what cannot be decoded.
  private static String decoded(String segment) {
    return segment.indexOf('%') < 0
        ? segment
        : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(4);
    int start = 1;
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(path.substring(start, slash));
      start = slash + 1;
    }
    segments.add(path.substring(Math.min(start, path.length())));
    return segments;
  }
}
