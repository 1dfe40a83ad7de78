package dev.meridian.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A local HTTP server that plays the far-away sources of the demo: real documents, each after the
/// delay of its distance; one path that fails and one that never ends. Thread-safe.
final class DemoSources implements AutoCloseable {
  private static final Map<String, Document> DOCUMENTS =
      Map.of(
          "earthquakes.geojson", new Document("application/geo+json", Duration.ofMillis(120)),
          "airports.csv", new Document("text/csv; charset=utf-8", Duration.ofMillis(250)),
          "ride.gpx", new Document("application/gpx+xml", Duration.ofMillis(400)),
          "timetable.html", new Document("text/html; charset=utf-8", Duration.ofMillis(80)),
          "vehicles.pb", new Document("application/x-protobuf", Duration.ofMillis(600)),
          "ports.json", new Document("application/json", Duration.ofMillis(800)),
          "countries.xml", new Document("application/xml", Duration.ofMillis(1000)));

  private final HttpServer server;
  private final Consumer<String> before;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// How a document is served.
  private record Document(String type, Duration delay) {}

  private DemoSources(HttpServer server, Consumer<String> before) {
    this.server = server;
    this.before = before;
  }

  /// Serves on a free port of the loopback interface.
  static DemoSources start() {
    return start(_ -> {});
  }

  /// Serves on a free port of the loopback interface.
  ///
  /// @param before is told the name of a document, such as `ports.json`, by the thread that is
  ///   about to serve it
  static DemoSources start(Consumer<String> before) {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      DemoSources sources = new DemoSources(HttpServer.create(any, 0), before);
      DOCUMENTS.forEach((name, document) ->
          sources.server.createContext("/" + name, e -> sources.serve(e, name, document)));
      sources.server.createContext("/broken", DemoSources::fail);
      sources.server.createContext("/endless", sources::drip);
      sources.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      sources.server.start();
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's sources could not be served", e);
    }
  }

  /// Where the documents are.
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }

  private void serve(HttpExchange exchange, String name, Document document) throws IOException {
    try (exchange) {
      pause(document.delay());
      before.accept(name);
      byte[] bytes = bytes(name);
      exchange.getResponseHeaders().set("Content-Type", document.type());
      exchange.getResponseHeaders().set("ETag", "\"" + name + "-" + bytes.length + "\"");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void fail(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(503, -1);
    }
  }

  private void drip(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      body.write('[');
      while (!pause(Duration.ofMillis(100))) {
        body.write(' ');
        body.flush();
      }
    }
  }

  /// Returns after `delay`, or at once with true when the server closes.
  private boolean pause(Duration delay) {
    try {
      return closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream stream = DemoSources.class.getResourceAsStream("/demo/" + name)) {
      if (stream == null) {
        throw new IOException("no resource /demo/" + name);
      }
      return stream.readAllBytes();
    }
  }
}
