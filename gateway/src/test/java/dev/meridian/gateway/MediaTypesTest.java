package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What clients take.
final class MediaTypesTest {
  private static boolean takesJson(String... accept) {
    return MediaTypes.accepts(List.of(accept), List.of(MediaTypes.JSON));
  }

  @Test
  void wildcardsAndFamiliesAreTaken() {
    assertThat(takesJson()).isTrue();
    assertThat(takesJson("*/*")).isTrue();
    assertThat(takesJson("text/html, application/*;q=0.1")).isTrue();
    assertThat(takesJson("text/html", "Application/JSON; charset=utf-8")).isTrue();
    assertThat(takesJson("text/html,application/xhtml+xml,*/*;q=0.8")).isTrue();
  }

  @Test
  void theMostPreciseRangeCounts() {
    assertThat(takesJson("*/*, application/json;q=0")).isFalse();
    assertThat(takesJson("application/*;q=0, application/json")).isTrue();
    assertThat(takesJson("text/*")).isFalse();
  }

  @Test
  void oneTypeIsPreferredToAnother() {
    String text = MediaTypes.TEXT;
    String json = MediaTypes.JSON;
    assertThat(MediaTypes.prefers(List.of("text/plain"), text, json)).isTrue();
    assertThat(MediaTypes.prefers(List.of("text/plain, */*;q=0.1"), text, json)).isTrue();
    assertThat(MediaTypes.prefers(List.of("text/plain, application/json"), text, json)).isFalse();
    assertThat(MediaTypes.prefers(List.of(), text, json)).isFalse();
  }

  @Test
  void namesAreNotWildcards() {
    assertThat(MediaTypes.names(List.of("*/*"), MediaTypes.JSON)).isFalse();
    assertThat(MediaTypes.names(List.of("text/html, application/json"), MediaTypes.JSON)).isTrue();
  }
}
