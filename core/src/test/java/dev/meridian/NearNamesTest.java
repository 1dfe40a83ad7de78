package dev.meridian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NearNamesTest {
  private static final List<String> REGIONS = List.of("sin", "fra", "iad");

  @Test
  void nearNamesAreClosestFirst() {
    assertThat(NearNames.of("frb", REGIONS)).containsExactly("fra");
    assertThat(NearNames.of("FRA", REGIONS)).containsExactly("fra");
    assertThat(NearNames.of("timeuot", List.of("timeout", "timeouts", "title")))
        .containsExactly("timeout", "timeouts");
    assertThat(NearNames.of("xyz", REGIONS)).isEmpty();
    assertThat(NearNames.of("", REGIONS)).isEmpty();
  }

  @Test
  void expectationListsTheKnownNames() {
    assertThat(NearNames.expectation("fr", REGIONS))
        .isEqualTo("one of fra, iad, sin; did you mean fra?");
    assertThat(NearNames.expectation("xyz", REGIONS)).isEqualTo("one of fra, iad, sin");
    assertThat(NearNames.expectation("fra", List.of())).isEqualTo("nothing, none is known");
    List<String> many = IntStream.range(100, 200).mapToObj(i -> "region" + i).toList();
    assertThat(NearNames.expectation("x", many)).endsWith("region119, …");
  }
}
