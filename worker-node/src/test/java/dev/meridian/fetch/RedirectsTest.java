package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.geo.Source;
import dev.meridian.geo.Source.Access;
import dev.meridian.geo.Source.Politeness;
import dev.meridian.task.TaskException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedirectsTest {
  private final FetchScene scene = new FetchScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private static Redirects redirects(String start, String... hosts) {
    var access = new Access(List.of(hosts), false);
    var source =
        new Source(
            "s", "s", start, Map.of(), null, null, null, Map.of(), Politeness.STANDARD, access);
    return new Redirects(source, URI.create(start));
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/x,      /y,                         http://a.example/y",
    "http://a.example/x,      https://a.example/y,        https://a.example/y",
    "http://a.example:8080/x, https://A.example/y,        https://A.example/y",
    "http://a.example:8080/x, http://a.example:8080/y,    http://a.example:8080/y",
    "https://a.example/x,     https://b.example/y,        https://b.example/y",
    "https://a.example/x,     https://c.example:8443/y,   https://c.example:8443/y",
    "https://a.example/x,     //b.example/y,              https://b.example/y"
  })
  void redirectIsFollowed(String from, String location, String to) {
    assertThat(redirects(from, "b.example", "c.example:8443").next(URI.create(from), location))
        .hasToString(to);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/x, http://a.example/y",
    "https://a.example/x, https://other.example/y",
    "https://a.example/x, https://b.example:6379/y",
    "https://a.example/x, https://a.example:6379/y",
    "https://a.example/x, https://c.example/y",
    "https://a.example/x, https://b.example.evil.example/",
    "https://a.example/x, https://b.example@evil.example/",
    "https://a.example/x, javascript:alert(1)",
    "https://a.example/x, jar:https://a.example/x!/"
  })
  void redirectIsRefused(String from, String location) {
    assertThatThrownBy(
            () -> redirects(from, "b.example", "c.example:8443").next(URI.create(from), location))
        .isInstanceOfSatisfying(
            TaskException.class, e -> assertThat(e.type()).isEqualTo("SourceRefused"));
  }

  @Test
  void downgradeIsRefusedAfterAnUpgrade() {
    Redirects redirects = redirects("http://a.example/");
    URI secure = redirects.next(URI.create("http://a.example/"), "https://a.example/");
    assertThatThrownBy(() -> redirects.next(secure, "http://a.example/"))
        .hasMessageContaining("from https to http");
  }

  @Test
  void numberOfRedirectsIsBounded() {
    scene.server.status("/1", 301, "Location: /2");
    scene.server.status("/2", 302, "Location: /3");
    scene.server.status("/3", 307, "Location: /4");
    scene.server.serve("/4", "application/json", "[{\"n\":1}]");
    scene.source("three", "/1");
    assertThat(scene.fetch("{'source':'three'}").path("count").intValue()).isEqualTo(1);
    scene.server.status("/0", 308, "Location: /1");
    scene.source("four", "/0");
    assertThat(scene.failure("{'source':'four'}").getMessage()).contains("more than 3 times");
    assertThat(scene.server.requests).hasSize(8);
  }

  @Test
  void headersOfTheSourceAreNotSentToOtherHosts() {
    try (var other = new TestServer()) {
      other.serve("/y", "application/json", "[{\"n\":1}]");
      scene.server.status("/x", 302, "Location: http://localhost:" + other.port() + "/y");
      var access = new Access(List.of("localhost:" + other.port()), true);
      scene.source("s", scene.server.url("/x"), "json", FetchScene.QUICK, access);
      var attempt = new TestAttempt();
      assertThat(scene.fetch("{'source':'s'}", attempt).path("count").intValue()).isEqualTo(1);
      assertThat(scene.server.requests.getFirst().headers()).containsEntry("X-Key", "secret");
      assertThat(other.requests.getFirst().headers()).doesNotContainKey("X-Key");
      assertThat(attempt.notes).containsEntry("host", "localhost").containsEntry("httpStatus", 200);
    }
  }
}
