package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.Source.Access;
import dev.meridian.geo.Source.Politeness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What hostile and broken sources do, how exactly the fetch fails, and that the next good request
/// of the same handler works.
final class HostileSourcesTest {
  private static final Politeness SHORT =
      new Politeness(
          1_000, 8, Duration.ofSeconds(1), Duration.ofMillis(400), 1 << 20, 3, Duration.ZERO);
  private static final Access OPEN = new Access(List.of(), true);

  private final FetchScene scene = new FetchScene();

  /// A source.
  ///
  /// @param fails the type of the failure
  /// @param retryable whether it may pass
  record Hostile(
      String name,
      @Nullable String format,
      String fails,
      boolean retryable,
      Consumer<TestServer> setUp) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Hostile> hostile() {
    return Stream.of(bodies(), encodings(), documents(), connections(), redirects())
        .flatMap(s -> s);
  }

  private static Stream<Hostile> bodies() {
    return Stream.of(
        permanent(
            "zip bomb",
            "json",
            "SourceTooLarge",
            "application/json",
            gzip(new byte[64 << 20]),
            "Content-Encoding: gzip"),
        permanent(
            "gzip cut off",
            "json",
            "SourceMalformed",
            "application/json",
            cut(gzip("[1,2,3]".getBytes(UTF_8))),
            "Content-Encoding: gzip"),
        permanent(
            "no gzip at all",
            "json",
            "SourceMalformed",
            "application/json",
            "[1]".getBytes(UTF_8),
            "Content-Encoding: gzip"),
        permanent(
            "unknown encoding",
            "json",
            "SourceUnsupported",
            "application/json",
            "[1]".getBytes(UTF_8),
            "Content-Encoding: br"),
        permanent(
            "a line of 100 MB",
            "csv",
            "SourceTooLarge",
            server -> server.on("/x", (_, out) -> endless(out, 100 << 20))),
        permanent(
            "announced 100 MB",
            "csv",
            "SourceTooLarge",
            server ->
                server.on(
                    "/x",
                    (_, out) -> {
                      TestServer.head(out, "Content-Length: 104857600");
                      out.write(new byte[1_000]);
                    })),
        permanent(
            "endless stream",
            "json",
            "SourceTooLarge",
            server -> server.on("/x", (_, out) -> endless(out, Long.MAX_VALUE))),
        permanent("empty", "json", "SourceMalformed", "application/json", new byte[0]),
        permanent("empty CSV", "csv", "SourceMalformed", "text/csv", new byte[0]),
        permanent("empty HTML", "html", "SourceMalformed", "text/html", new byte[0]));
  }

  private static Stream<Hostile> encodings() {
    byte[] broken = {'[', '"', (byte) 0xC3, 0x28, (byte) 0xA0, (byte) 0xFF, '"', ']', (byte) 0x81};
    return Stream.of(
        permanent(
            "text in no charset",
            "json",
            "SourceMalformed",
            "application/json; charset=utf-8",
            broken),
        permanent(
            "binary as CSV", "csv", "SourceMalformed", "text/csv", new byte[] {1, 0, 2, 0, 3}));
  }

  private static Stream<Hostile> documents() {
    String laughs =
        "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><r>&b;</r>";
    String external =
        "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r><i>&x;</i></r>";
    return Stream.of(
        text("billion laughs", "xml", "SourceMalformed", laughs),
        text("external entity", "xml", "SourceMalformed", external),
        text("external entity in GPX", "gpx", "SourceMalformed", external),
        text("XML cut off", "xml", "SourceMalformed", "<r><i>1</i>"),
        text("deep XML", "xml", "SourceTooLarge", "<a>".repeat(5_000) + "</a>".repeat(5_000)),
        text("deep JSON", "json", "SourceMalformed", "[".repeat(5_000) + "]".repeat(5_000)),
        text("JSON cut off", "json", "SourceMalformed", "[{\"a\":1},{\"a\""),
        text(
            "HTML for JSON", "json", "SourceMalformed", "<!DOCTYPE html><html><body>Please log in"),
        text("HTML for a feed", "gtfs-realtime", "SourceMalformed", "<!DOCTYPE html><html>"),
        text("JSON for GeoJSON", "geojson", "SourceMalformed", "{\"a\":1}"),
        text("JSON for XML", "xml", "SourceMalformed", "{\"a\":1}"),
        text("unclosed quote in CSV", "csv", "SourceMalformed", "a,b\n1,\"2\n3,4\n"),
        permanent(
            "image",
            null,
            "SourceUnsupported",
            "image/png",
            new byte[] {(byte) 0x89, 'P', 'N', 'G'}),
        permanent(
            "bytes of no kind",
            null,
            "SourceUnsupported",
            "application/octet-stream",
            new byte[] {1, 2, 3}),
        permanent(
            "HTML labelled JSON",
            null,
            "SourceMalformed",
            "application/json",
            "<html>".getBytes(UTF_8)));
  }

  private static Stream<Hostile> connections() {
    return Stream.of(
        passing("slow drip", "SourceTimeout", server -> server.on("/x", (_, out) -> drip(out))),
        passing(
            "no answer",
            "SourceTimeout",
            server -> server.on("/x", (_, _) -> new CountDownLatch(1).await(3, TimeUnit.SECONDS))),
        passing("hangs up", "SourceUnavailable", server -> server.closes.add("/x"), (_, _) -> {}),
        passing(
            "hangs up halfway",
            "SourceUnavailable",
            server -> server.closes.add("/x"),
            (_, out) -> {
              TestServer.head(out, "Content-Length: 100");
              out.write('[');
            }),
        passing("500", "SourceUnavailable", server -> server.status("/x", 500)),
        passing("503", "SourceUnavailable", server -> server.status("/x", 503)),
        passing("408", "SourceUnavailable", server -> server.status("/x", 408)),
        permanent("404", "json", "SourceStatus", server -> server.status("/x", 404)),
        permanent(
            "404 without end",
            "json",
            "SourceStatus",
            server ->
                server.on(
                    "/x",
                    (_, out) -> {
                      out.write(
                          "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
                              .getBytes(UTF_8));
                      for (int i = 0; i < 100_000; i++) {
                        out.write(("400\r\n" + "x".repeat(1_024) + "\r\n").getBytes(UTF_8));
                      }
                    })),
        permanent("401", "json", "SourceStatus", server -> server.status("/x", 401)),
        permanent("304 unasked", "json", "SourceStatus", server -> server.status("/x", 304)),
        permanent(
            "endless headers",
            "json",
            "SourceMalformed",
            server ->
                server.on(
                    "/x",
                    (_, out) -> {
                      TestServer.head(out, "X: " + "y".repeat(100_000));
                    })),
        permanent(
            "not HTTP",
            "json",
            "SourceMalformed",
            server ->
                server.on(
                    "/x",
                    (_, out) -> {
                      out.write("220 smtp.example ESMTP\r\n\r\n".repeat(100).getBytes(UTF_8));
                    })));
  }

  private static Stream<Hostile> redirects() {
    return Stream.of(
        redirect("redirect loop", "/x"),
        redirect("redirect to link-local", "http://169.254.169.254/latest/meta-data/"),
        redirect("redirect to another port", "http://127.0.0.1:1/"),
        redirect("redirect to another host", "http://localhost:80/"),
        redirect("redirect to IPv6 loopback", "http://[::1]/"),
        redirect("redirect to a file", "file:///etc/passwd"),
        redirect("redirect to FTP", "ftp://127.0.0.1/"),
        redirect("redirect with a user", "http://127.0.0.1:80@evil.example/"),
        redirect("redirect with a password", "http://u:p@127.0.0.1/"),
        permanent(
            "redirect to nowhere", "json", "SourceMalformed", server -> server.status("/x", 302)),
        permanent(
            "redirect to nonsense",
            "json",
            "SourceMalformed",
            server -> server.status("/x", 302, "Location: http://[")));
  }

  @BeforeEach
  void addGoodSource() {
    scene.server.serve("/good", "application/json", "[{\"n\":1}]");
    scene.source("good", "/good");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @MethodSource
  void hostile(Hostile source) {
    source.setUp.accept(scene.server);
    scene.source("bad", scene.server.url("/x"), source.format, SHORT, OPEN);
    long start = System.nanoTime();
    var failure = scene.failure("{'source':'bad'}");
    assertThat(failure.type()).as(failure.getMessage()).isEqualTo(source.fails);
    assertThat(failure.retryable()).isEqualTo(source.retryable);
    assertThat(failure.getMessage()).doesNotContain("secret").hasSizeLessThan(600);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(scene.isIdle("bad")).isTrue();
    assertThat(scene.fetch("{'source':'good'}").path("count").intValue()).isEqualTo(1);
  }

  @Test
  void refusedConnectionMayPass() throws IOException {
    int port;
    try (var gone = new java.net.ServerSocket(0)) {
      port = gone.getLocalPort();
    }
    scene.source("bad", "http://127.0.0.1:" + port + "/", "json", SHORT, OPEN);
    var failure = scene.failure("{'source':'bad'}");
    assertThat(failure.type()).isEqualTo("SourceUnavailable");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void unknownHostMayPass() {
    scene.source("bad", "http://no-such-host.invalid/", "json", SHORT, OPEN);
    assertThat(scene.failure("{'source':'bad'}").type()).isIn("SourceUnavailable", "SourceTimeout");
  }

  @Test
  void privateAddressesAreRefusedUnlessAllowed() {
    for (String host :
        List.of(
            "127.0.0.1",
            "localhost",
            "[::1]",
            "0.0.0.0",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "0x7f000001",
            "127.1")) {
      scene.source(
          "bad",
          "http://" + host + ":" + scene.server.port() + "/good",
          "json",
          SHORT,
          Access.STANDARD);
      var failure = scene.failure("{'source':'bad'}");
      assertThat(failure.retryable())
          .as(host)
          .isEqualTo(failure.type().equals("SourceUnavailable"));
      assertThat(failure.type()).as(host).isIn("SourceRefused", "SourceUnavailable");
    }
    assertThat(scene.server.requests).isEmpty();
    scene.source(
        "bad", "http://localhost:" + scene.server.port() + "/good", "json", SHORT, Access.STANDARD);
    assertThat(scene.failure("{'source':'bad'}").type()).isEqualTo("SourceRefused");
  }

  @Test
  void connectionsOpenedForAPrivateSourceAreNotUsedForAPublicOne() {
    assertThat(scene.fetch("{'source':'good'}").path("count").intValue()).isEqualTo(1);
    scene.source("bad", scene.server.url("/good"), "json", SHORT, Access.STANDARD);
    assertThat(scene.failure("{'source':'bad'}").type()).isEqualTo("SourceRefused");
    assertThat(scene.server.requests).hasSize(1);
  }

  @Test
  void statusWithoutContentIsAnEmptyAnswer() {
    scene.server.status("/none", 204);
    scene.source("none", "/none");
    assertThat(scene.fetch("{'source':'none','output':'geojson'}").toString())
        .isEqualTo(
            "{\"source\":\"none\",\"count\":0,\"type\":\"FeatureCollection\",\"features\":[]}");
  }

  private static Hostile permanent(
      String name, @Nullable String format, String fails, Consumer<TestServer> setUp) {
    return new Hostile(name, format, fails, false, setUp);
  }

  private static Hostile permanent(
      String name,
      @Nullable String format,
      String fails,
      String type,
      byte[] body,
      String... headers) {
    return permanent(name, format, fails, server -> server.serve("/x", type, body, headers));
  }

  private static Hostile text(String name, @Nullable String format, String fails, String body) {
    return permanent(name, format, fails, "text/plain", body.getBytes(UTF_8));
  }

  private static Hostile passing(String name, String fails, Consumer<TestServer> setUp) {
    return new Hostile(name, "json", fails, true, setUp);
  }

  private static Hostile passing(
      String name, String fails, Consumer<TestServer> setUp, TestServer.Answer answer) {
    return passing(name, fails, setUp.andThen(server -> server.on("/x", answer)));
  }

  private static Hostile redirect(String name, String to) {
    return permanent(
        name, "json", "SourceRefused", server -> server.status("/x", 302, "Location: " + to));
  }

  private static byte[] gzip(byte[] body) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] cut(byte[] body) {
    return Arrays.copyOf(body, body.length - 9);
  }

  private static void endless(OutputStream out, long bytes) throws IOException {
    TestServer.head(out, "Content-Type: text/csv");
    byte[] chunk = "x".repeat(65_536).getBytes(ISO_8859_1);
    for (long sent = 0; sent < bytes; sent += chunk.length) {
      out.write(chunk);
    }
  }

  private static void drip(OutputStream out) throws IOException, InterruptedException {
    TestServer.head(out, "Content-Type: application/json");
    for (int i = 0; i < 100; i++) {
      out.write(' ');
      out.flush();
      new CountDownLatch(1).await(30, TimeUnit.MILLISECONDS);
    }
  }
}
