package dev.meridian.gateway;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The live map: a page with its modules and styles, and the library OpenLayers. Everything comes
/// from the class path; what a browser asks for names no resource but by a pattern without slashes,
/// so that nothing else can be read. Thread-safe.
final class MapEndpoints {
  /// The page.
  static final String PATH = "/ui/";

  private static final String OWN = "/dev/meridian/gateway/ui/";
  private static final String OPEN_LAYERS = "/META-INF/resources/webjars/ol/10.7.0/";
  private static final Map<String, String> LIBRARY =
      Map.of("ol.js", OPEN_LAYERS + "dist/ol.js", "ol.css", OPEN_LAYERS + "ol.css");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,40}\\.(html|css|js|json|svg)");

  /// Nothing from elsewhere, nothing inline, in no frame.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// Only files that are there: as many as there are resources.
  private final Map<String, MapFile> read = new ConcurrentHashMap<>();

  void register(Routes routes) {
    routes.get("/ui", MapFile.types(), (_, _) -> Answer.empty(308).with("Location", "ui/"));
    routes.get("/ui/{file}", MapFile.types(), (exchange, names) -> own(exchange, names.getFirst()));
    routes.get(
        "/ui/ol/{file}", MapFile.types(), (exchange, names) -> library(exchange, names.getFirst()));
  }

  private Answer own(Exchange exchange, String name) {
    String file = name.isEmpty() ? "index.html" : name;
    return answer(
        exchange, NAME.matcher(file).matches() ? Optional.of(OWN + file) : Optional.empty());
  }

  private Answer library(Exchange exchange, String name) {
    return answer(exchange, Optional.ofNullable(LIBRARY.get(name)));
  }

  /// Browsers ask each time whether a file has changed, so that a page and its modules are always
  /// of one version.
  private Answer answer(Exchange exchange, Optional<String> resource) {
    return resource
        .flatMap(this::file)
        .orElseThrow(() -> unknown(exchange.path()))
        .answer(exchange)
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer");
  }

  private Optional<MapFile> file(String resource) {
    MapFile known = read.get(resource);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<MapFile> file = MapFile.read(resource);
    file.ifPresent(found -> read.put(resource, found));
    return file;
  }

  private static Refusal unknown(String path) {
    return Problem.of(ProblemType.NOT_FOUND, "path", path, "a file of the live map, " + PATH)
        .refusal();
  }
}
