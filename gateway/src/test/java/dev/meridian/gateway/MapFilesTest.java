package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.Http.Reply;
import dev.meridian.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of the live map over HTTP: what browsers get, and what nobody does.
final class MapFilesTest {
  private static final Path SOURCES = Path.of("src/main/resources/dev/meridian/gateway/ui");
  private static final int MOST_LINES = 300;
  private static final int MOST_BYTES = 300_000;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/ui/, text/html;charset=utf-8",
    "/ui/index.html, text/html;charset=utf-8",
    "/ui/main.js, text/javascript;charset=utf-8",
    "/ui/tokens.css, text/css;charset=utf-8",
    "/ui/icon.svg, image/svg+xml",
    "/ui/world.json, application/json",
    "/ui/ol/ol.js, text/javascript;charset=utf-8",
    "/ui/ol/ol.css, text/css;charset=utf-8"
  })
  void filesHaveTypesTagsAndAPolicy(String path, String type) {
    Reply reply = cluster.http.get(path);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo(type);
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(reply.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http");
    Reply again = cluster.http.get(path, "If-None-Match", "\"x\", W/" + reply.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(reply.header("ETag"));
    assertThat(cluster.http.send("HEAD", path, null).status()).isEqualTo(200);
  }

  @Test
  void filesAreCompressedForThoseWhoTakeIt() throws IOException {
    Reply plain = cluster.http.get("/ui/main.js", "Accept-Encoding", "br, gzip;q=0");
    Reply zipped = cluster.http.get("/ui/main.js", "Accept-Encoding", "br, gzip");

    assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(zipped.header("ETag")).isNotEqualTo(plain.header("ETag"));
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.response().body()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(plain.body());
    }
  }

  @Test
  void thePageIsFoundWithoutItsSlashAndFromTheLandingPage() {
    Reply moved = cluster.http.get("/ui");
    assertThat(moved.status()).isEqualTo(308);
    assertThat(URI.create("http://host/api/ui").resolve(moved.header("Location")))
        .isEqualTo(URI.create("http://host/api/ui/"));
    assertThat(cluster.http.get("/").json().path("links").findValuesAsString("href"))
        .contains(cluster.uri() + "/ui/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/openapi.json",
        "/ui/../../etc/passwd",
        "/ui/%2e%2e/%2e%2e/etc/passwd",
        "/ui/..%2fopenapi.json",
        "/ui/..%5copenapi.json",
        "/ui/....//openapi.json",
        "/ui/%252e%252e%252fopenapi.json",
        "/ui/main.js%00.css",
        "/ui/.js",
        "/ui/main.class",
        "/ui/MAIN.js",
        "/ui//etc/passwd",
        "/ui/ol",
        "/ui/ol/",
        "/ui/ol/package.json",
        "/ui/ol/dist/ol.js",
        "/ui/ol/..%2fol.css",
        "/ui/ol/%2e%2e/main.js/x",
        "/ui/dev/meridian/gateway/Gateway.class"
      })
  void nothingElseCanBeReached(String path) throws IOException {
    String answer = raw("GET " + path + " HTTP/1.1");

    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*");
    assertThat(answer).doesNotContain("openapi\":", "root:", "webjar", "export ");
  }

  /// What a client is answered that does not tidy up its paths.
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.gateway.port())) {
      String all = request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(all.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void itCanBeTurnedOff() {
    GatewayConfig config = GatewayConfig.defaults().at("127.0.0.1", 0).withoutUi();
    try (Gateway gateway = Gateway.start(config, cluster.collaborators());
        Http http = new Http(gateway.uri())) {
      assertThat(http.get("/ui/").status()).isEqualTo(404);
      assertThat(http.get("/ui/main.js").status()).isEqualTo(404);
      assertThat(http.get("/").body()).doesNotContain("/ui/");
      assertThat(http.get("/fences").status()).isEqualTo(200);
    }
  }

  @Test
  void filesAreShortAndNothingIsInline() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(SOURCES)) {
      files = found.filter(file -> !file.endsWith("README.md")).toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    for (Path file : files) {
      String text = Files.readString(file);
      String name = file.getFileName().toString();
      assertThat(text.length()).as(name).isLessThan(MOST_BYTES);
      if (!name.endsWith(".json")) {
        assertThat(text.lines().count()).as(name).isLessThan(MOST_LINES);
      }
      assertThat(cluster.http.get("/ui/" + name).status()).as(name).isEqualTo(200);
      // No other network, no HTML made of text.
      assertThat(text.replace("http://www.w3.org/2000/svg", ""))
          .as(name)
          .doesNotContain(
              "http://", "https://", "innerHTML", "eval(", " style=\"", "<style", "onclick=\"");
    }
  }

  @Test
  void theBaseMapIsWhole() {
    var world = Json.read(cluster.http.get("/ui/world.json").body());

    assertThat(world.path("land").size()).isGreaterThan(1_000);
    assertThat(world.path("borders").size()).isGreaterThan(300);
    assertThat(world.path("names").size()).isGreaterThan(150);
  }
}
