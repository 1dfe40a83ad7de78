package dev.meridian.cli;

import static dev.meridian.testing.TrackSamples.position;
import static dev.meridian.testing.TrackSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A whole Meridian in this process, with workers that evaluate positions, and the live map of its
/// gateway in a browser.
final class LiveMapScene implements AutoCloseable {
  private static final GatewayConfig CONFIG = GatewayConfig.defaults().at("127.0.0.1", 0);
  private static final int HEADER = 49;
  private static final Duration APART = Duration.ofMinutes(1);

  final Nodes nodes;
  Gateway gateway;
  final Page page;
  private final HttpClient http = HttpClient.newHttpClient();
  private Instant time = Instant.now().minus(Duration.ofHours(1));

  LiveMapScene() {
    Shell shell =
        Run.shell(
            Map.of(),
            "",
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(new StringWriter(), true));
    nodes = Nodes.embedded(shell, settings());
    nodes.startWorkers();
    gateway = nodes.startGateway(CONFIG);
    page = new Page();
  }

  /// The regions of the project, and a place with a name that no markup comes of.
  private static Settings settings() {
    try {
      Path folder = Files.createTempDirectory("live-map");
      String regions = Files.readString(Path.of("..", "regions.yaml"));
      Path file =
          Files.writeString(
              folder.resolve("regions.yaml"), regions + "\nplaces: {file: places.geojson}\n");
      Files.writeString(
          folder.resolve("places.geojson"),
          """
          {"type": "FeatureCollection", "features": [{"type": "Feature",
            "properties": {"name": "<b>Frankfurt</b>"},
            "geometry": {"type": "Point", "coordinates": [8.61, 50.115]}}]}
          """);
      return CommandLine.populateCommand(new Settings(), "--config", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Shows the map with a place in its middle, anew, and waits until news come.
  void look(double zoom, double lat, double lon) {
    page.call("Page.navigate", "{\"url\":\"about:blank\"}");
    page.go(gateway.uri().resolve("/ui/#" + zoom + "/" + lat + "/" + lon));
    awaitLive();
  }

  void awaitLive() {
    page.awaitTrue("document.getElementById('connection').dataset.state === 'live'");
    page.awaitTrue("document.getElementById('counts').textContent.includes('fence')");
  }

  /// A gateway in place of the one there is, at the same address.
  void restartGateway(Runnable meanwhile) {
    int port = gateway.port();
    gateway.close();
    page.awaitTrue("document.getElementById('connection').dataset.state === 'lost'");
    meanwhile.run();
    gateway = nodes.startGateway(CONFIG.at("127.0.0.1", port));
  }

  /// A number that the page counts.
  int count(String name) {
    return page.eval("window.meridian.counts()." + name).asInt();
  }

  /// Where a place is in the page, in pixels.
  double[] pixel(double lon, double lat) {
    JsonNode at =
        page.eval(
            "window.meridian.map.getPixelFromCoordinate(ol.proj.fromLonLat([%s, %s]))"
                .formatted(lon, lat));
    return new double[] {at.path(0).asDouble(), at.path(1).asDouble() + top()};
  }

  /// How far the map is from the top of the page.
  double top() {
    double top = page.eval("document.getElementById('map').getBoundingClientRect().y").asDouble();
    assertThat(top).isGreaterThan(HEADER - 20);
    return top;
  }

  /// Reports where an object is a minute after what was reported before.
  void move(String object, double lon, double lat) {
    time = time.plus(APART);
    ArrayNode positions = Json.array();
    positions
        .addObject()
        .put("object", object)
        .put("time", time.toString())
        .put("lon", lon)
        .put("lat", lat);
    assertThat(post("/positions", positions.toString())).isEqualTo(202);
  }

  /// Keeps a crossing in the store, as a worker does.
  void cross(Crossed crossed) {
    Step step =
        step(position("writer-of-" + crossed.id(), 1), 0, Set.of(), Set.of(), List.of(crossed));
    assertThat(
            nodes
                .wiring()
                .store()
                .tracking()
                .objects()
                .commit(crossed.region(), List.of(step), ObjectStore.Bounds.STANDARD))
        .containsExactly(new ObjectStore.Outcome.Done(1));
  }

  /// Posts a document.
  ///
  /// @return the status
  int post(String path, String body) {
    return send("POST", path, body).statusCode();
  }

  HttpResponse<String> send(String method, String path, @Nullable String body) {
    URI uri = gateway.uri().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /// Waits until an object is shown, and tells where in the page.
  double[] shown(String object) {
    String place = "window.meridian.objects.pixelOf('" + object + "')";
    page.awaitTrue(place + " !== null");
    Await.until(
        "it rests",
        () -> !page.eval("window.meridian.fleet.isMoving(performance.now())").asBoolean());
    JsonNode at = page.eval(place);
    return new double[] {at.path(0).asDouble(), at.path(1).asDouble() + top()};
  }

  @Override
  public void close() {
    page.close();
    http.shutdownNow();
    nodes.close();
  }
}
