package dev.meridian.gateway;

import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The landing page, the conformance declaration and the API document.
final class LandingEndpoints {
  private static final String CLASS = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/";
  private static final List<String> CLASSES =
      List.of("core", "json", "ogc-process-description", "job-list", "dismiss");

  private final Answer conformance = Answer.json(conformance());
  private final Answer openApi = Answer.of(200, MediaTypes.OPEN_API, resource("openapi.json"));

  private final boolean ui;

  /// @param ui whether there is a live map to link to
  LandingEndpoints(boolean ui) {
    this.ui = ui;
  }

  void register(Routes routes) {
    routes.get("/", (exchange, _) -> landing(exchange));
    routes.get("/conformance", (_, _) -> conformance);
    routes.get("/openapi.json", List.of(MediaTypes.OPEN_API, MediaTypes.JSON), (_, _) -> openApi);
  }

  private Answer landing(Exchange exchange) {
    Links links =
        new Links(exchange)
            .add("self", "/", "This document")
            .add("service-desc", MediaTypes.OPEN_API, "/openapi.json", "The API, OpenAPI 3.1")
            .add(Links.OGC + "conformance", "/conformance", "What this API conforms to")
            .add(Links.OGC + "processes", "/processes", "Task types")
            .add(Links.OGC + "job-list", "/jobs", "Jobs")
            .add(Links.OWN + "regions", MediaTypes.GEO_JSON, "/regions", "Regions and their health")
            .add(Links.OWN + "sources", "/sources", "Sources that can be fetched")
            .add(Links.OWN + "objects", MediaTypes.GEO_JSON, "/objects", "Moving objects")
            .add(Links.OWN + "schedules", "/schedules", "Requests that are made by themselves")
            .add(Links.OWN + "fences", MediaTypes.GEO_JSON, "/fences", "Fences")
            .add(Links.OWN + "dead-letters", "/dead-letters", "Tasks that ended badly")
            .add(Links.OWN + "health", "/healthz", "Whether this gateway runs")
            .add(Links.OWN + "readiness", "/readyz", "Whether this gateway can take work")
            .add(Links.OWN + "metrics", MetricsPage.TYPE, "/metrics", "What this gateway counts");
    if (ui) {
      links.add(Links.OWN + "live-map", MediaTypes.HTML, MapEndpoints.PATH, "The live map");
    }
    ObjectNode page =
        Json.object()
            .put("title", "Meridian")
            .put("description", "Runs each piece of work next to the data it needs.");
    return Answer.json(page.set("links", links.array()));
  }

  private static ObjectNode conformance() {
    ArrayNode classes = Json.array();
    CLASSES.forEach(name -> classes.add(CLASS + name));
    return Json.object().set("conformsTo", classes);
  }

  static byte[] resource(String name) {
    try (InputStream in = LandingEndpoints.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
