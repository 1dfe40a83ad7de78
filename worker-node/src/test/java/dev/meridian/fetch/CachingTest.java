package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.Source.Politeness;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CachingTest {
  private static final byte[] BODY = "[{\"n\":1}]".getBytes(UTF_8);
  private static final Politeness MINUTE =
      new Politeness(
          1_000,
          8,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          1 << 20,
          3,
          Duration.ofMinutes(1));

  private final FetchScene scene = new FetchScene();

  @BeforeEach
  void addSources() {
    for (String id : new String[] {"etag", "date", "bare", "secret"}) {
      scene.source(id, "/" + id, "json", MINUTE);
    }
    scene.server.on(
        "/etag",
        (request, out) ->
            out.write(
                "\"v1\"".equals(request.headers().get("If-None-Match"))
                    ? TestServer.message("304 Not Modified", new byte[0], "ETag: \"v1\"")
                    : TestServer.ok("application/json", BODY, "ETag: \"v1\"")));
    scene.server.on(
        "/date",
        (request, out) ->
            out.write(
                "Sat, 21 Nov 2026 10:00:00 GMT".equals(request.headers().get("If-Modified-Since"))
                    ? TestServer.message("304 Not Modified", new byte[0])
                    : TestServer.ok(
                        "application/json", BODY, "Last-Modified: Sat, 21 Nov 2026 10:00:00 GMT")));
    scene.server.serve("/bare", "application/json", BODY);
    scene.server.serve(
        "/secret", "application/json", BODY, "Cache-Control: private, no-store", "ETag: \"v1\"");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private TestAttempt fetch(String source) {
    var attempt = new TestAttempt();
    assertThat(scene.fetch("{'source':'" + source + "'}", attempt).path("records").toString())
        .isEqualTo("[{\"n\":1}]");
    return attempt;
  }

  private String cache(String source) {
    return String.valueOf(fetch(source).notes.get("cache"));
  }

  @Test
  void freshDocumentIsNotAskedFor() {
    assertThat(cache("etag")).isEqualTo("miss");
    TestAttempt again = fetch("etag");
    assertThat(again.notes).containsEntry("cache", "hit").containsEntry("bytesIn", 0L);
    assertThat(again.notes).containsEntry("documentBytes", BODY.length);
    assertThat(scene.server.requests).hasSize(1);
  }

  @Test
  void staleDocumentIsRevalidatedByEtag() {
    cache("etag");
    scene.now = scene.now.plusSeconds(61);
    assertThat(cache("etag")).isEqualTo("revalidated");
    assertThat(cache("etag")).isEqualTo("hit");
    assertThat(scene.server.requests).hasSize(2);
    scene.now = scene.now.plusSeconds(61);
    assertThat(cache("etag")).isEqualTo("revalidated");
    assertThat(scene.server.requests).hasSize(3);
  }

  @Test
  void staleDocumentIsRevalidatedByDate() {
    cache("date");
    scene.now = scene.now.plusSeconds(61);
    assertThat(cache("date")).isEqualTo("revalidated");
    assertThat(scene.server.requests).hasSize(2);
  }

  @Test
  void staleDocumentWithoutValidatorIsFetchedAnew() {
    assertThat(cache("bare")).isEqualTo("miss");
    assertThat(cache("bare")).isEqualTo("hit");
    scene.now = scene.now.plusSeconds(61);
    assertThat(cache("bare")).isEqualTo("miss");
    assertThat(scene.server.requests.getLast().headers()).doesNotContainKey("If-None-Match");
  }

  @Test
  void changedDocumentReplacesTheOldOne() {
    cache("etag");
    scene.now = scene.now.plusSeconds(61);
    scene.server.serve("/etag", "application/json", "[{\"n\":1}]   ", "ETag: \"v2\"");
    assertThat(cache("etag")).isEqualTo("miss");
    assertThat(cache("etag")).isEqualTo("hit");
  }

  @Test
  void documentThatMustNotBeStoredIsNot() {
    assertThat(cache("secret")).isEqualTo("off");
    assertThat(cache("secret")).isEqualTo("off");
    assertThat(scene.cache.get(scene.cacheKey("secret"))).isEmpty();
  }

  @Test
  void sourceWithoutCacheTimeIsAskedEachTime() {
    scene.source("etag", "/etag");
    assertThat(cache("etag")).isEqualTo("miss");
    assertThat(cache("etag")).isEqualTo("revalidated");
    scene.source("bare", "/bare");
    assertThat(cache("bare")).isEqualTo("off");
  }

  @Test
  void damagedEntryIsIgnored() {
    cache("etag");
    scene.cache.put(scene.cacheKey("etag"), new byte[] {1, 2, 3}, Duration.ofMinutes(1));
    assertThat(cache("etag")).isEqualTo("miss");
    scene.cache.put(scene.cacheKey("etag"), new byte[0], Duration.ofMinutes(1));
    assertThat(cache("etag")).isEqualTo("miss");
  }

  @Test
  void keysDependOnUrlAndHeadersAndShowNeither() {
    cache("etag");
    cache("date");
    for (String id : new String[] {"etag", "date"}) {
      assertThat(scene.cacheKey(id)).matches("fetch:" + id + ":[0-9a-f]{64}");
      assertThat(scene.cache.get(scene.cacheKey(id))).isPresent();
    }
    String before = scene.cacheKey("etag");
    scene.source("etag", "/other", "json", MINUTE);
    assertThat(scene.cacheKey("etag")).isNotEqualTo(before);
  }
}
