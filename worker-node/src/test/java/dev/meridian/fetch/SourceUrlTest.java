package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.geo.Source;
import dev.meridian.geo.Source.Access;
import dev.meridian.geo.Source.Parameter;
import dev.meridian.geo.Source.Politeness;
import dev.meridian.task.TaskException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SourceUrlTest {
  private static final Map<String, Parameter> PARAMETERS =
      Map.of(
          "country", new Parameter(null, Pattern.compile(".{1,20}")),
          "n", new Parameter("10", Pattern.compile("[0-9]{1,3}")));

  private static Source source(String url) {
    return new Source(
        "s",
        "s",
        url,
        PARAMETERS,
        null,
        null,
        null,
        Map.of(),
        Politeness.STANDARD,
        Access.STANDARD);
  }

  private static String url(Map<String, String> given) {
    return SourceUrl.of(source("https://h.example/a/{country}/b?n={n}&c={country}"), given)
        .toString();
  }

  @Test
  void valuesArePercentEncodedWhole() {
    assertThat(url(Map.of("country", "DE"))).isEqualTo("https://h.example/a/DE/b?n=10&c=DE");
    assertThat(url(Map.of("country", "a/b?&=#%+ é", "n", "7")))
        .isEqualTo(
            "https://h.example/a/a%2Fb%3F%26%3D%23%25%2B%20%C3%A9/b?n=7&c=a%2Fb%3F%26%3D%23%25%2B%20%C3%A9");
    assertThat(url(Map.of("country", "*~-._"))).contains("%2A~-._");
    assertThat(url(Map.of("country", "{n}$1\\"))).contains("%7Bn%7D%241%5C");
  }

  @Test
  void wrongParametersAreNamed() {
    assertFails(Map.of(), "/parameters/country: missing (expected: a value)");
    assertFails(Map.of("country", "DE", "n", "1000"), "/parameters/n: 1000");
    assertFails(Map.of("country", "DE", "x", "1"), "/parameters/x: 1 (expected: one of");
  }

  @Test
  void valuesCannotClimbThePath() {
    assertThatThrownBy(() -> url(Map.of("country", "..")))
        .isInstanceOfSatisfying(
            TaskException.class, e -> assertThat(e.type()).isEqualTo("SourceRefused"));
  }

  @Test
  void hostMustBeFixed() {
    for (String url :
        new String[] {
          "https://{country}.example/", "file:///etc/passwd", "https://u@h.example/", "//h.example/"
        }) {
      assertThatThrownBy(() -> SourceUrl.of(source(url), Map.of("country", "h")))
          .as(url)
          .isInstanceOfSatisfying(
              TaskException.class, e -> assertThat(e.type()).isEqualTo("SourceRefused"));
    }
  }

  private static void assertFails(Map<String, String> given, String message) {
    assertThatThrownBy(() -> url(given))
        .isInstanceOfSatisfying(
            TaskException.class, e -> assertThat(e.type()).isEqualTo("InvalidParameter"))
        .hasMessageStartingWith(message);
  }
}
