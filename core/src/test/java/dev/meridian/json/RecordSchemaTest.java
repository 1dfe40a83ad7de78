package dev.meridian.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordSchemaTest {
  enum Size {
    SMALL,
    LARGE
  }

  record Point(double lon, double lat) {}

  @SuppressWarnings("ArrayRecordComponent") // to see that it is described, too
  record Everything(
      String text,
      int whole,
      BigDecimal exact,
      boolean flag,
      Size size,
      Instant at,
      LocalDate day,
      Duration span,
      UUID id,
      URI link,
      List<Point> track,
      long[] numbers,
      Set<String> tags,
      Map<String, Integer> counts,
      @Nullable String note,
      @Nullable Size perhaps,
      Optional<Point> end) {}

  record Tree(String name, List<Tree> branches) {}

  record Renamed(@JsonProperty("other") String name) {}

  @NullUnmarked
  record Loose(String text, int number) {}

  private static Everything everything() {
    return new Everything(
        "a",
        1,
        new BigDecimal("1.5"),
        true,
        Size.SMALL,
        Instant.EPOCH,
        LocalDate.EPOCH,
        Duration.ofSeconds(1),
        new UUID(1, 2),
        URI.create("http://x"),
        List.of(new Point(1, 2)),
        new long[] {1, 2},
        Set.of("x"),
        Map.of("a", 1),
        null,
        null,
        Optional.empty());
  }

  @Test
  void schemaSaysWhatJsonIsWritten() {
    JsonSchema schema = JsonSchema.ofRecord(Everything.class, false);
    assertThat(schema.check(Json.of(everything()))).isEmpty();
    assertThat(Json.convert(Json.of(everything()), Everything.class).track())
        .containsExactly(new Point(1, 2));
    assertThat(schema.document().path("properties").path("track"))
        .isEqualTo(
            Json.read(
                """
                {"type": "array", "items": {"type": "object",
                 "properties": {"lon": {"type": "number"}, "lat": {"type": "number"}},
                 "required": ["lon", "lat"]}}
                """));
    assertThat(schema.document().path("required").valueStream().map(n -> n.asString()))
        .contains("text", "whole", "track")
        .doesNotContain("note", "perhaps", "end");
  }

  @Test
  void everyComponentIsDescribed() {
    JsonSchema schema = JsonSchema.ofRecord(Everything.class, false);
    assertThat(schema.document().path("properties").valueStream()).noneMatch(p -> p.isEmpty());
    assertThat(schema.document().path("properties").path("span").toString())
        .isEqualTo("{\"type\":\"string\",\"format\":\"duration\"}");
    assertThat(schema.document().path("properties").path("note").toString())
        .isEqualTo("{\"type\":[\"string\",\"null\"]}");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    JsonSchema schema = JsonSchema.ofRecord(Point.class, false);
    assertThat(schema.check(Json.read("{\"lon\": 1}")))
        .singleElement()
        .satisfies(v -> assertThat(v.message()).contains("lat"));
    assertThat(schema.check(Json.read("{\"lon\": 1, \"lat\": \"2\"}")))
        .singleElement()
        .satisfies(v -> assertThat(v.pointer()).isEqualTo("/lat"));
    assertThat(schema.check(Json.read("{\"lon\": 1, \"lat\": 2, \"more\": 3}"))).isEmpty();
  }

  @Test
  void enumTakesItsWordsOnly() {
    var properties = JsonSchema.ofRecord(Everything.class, false).document().path("properties");
    assertThat(properties.path("size").path("enum").toString()).isEqualTo("[\"SMALL\",\"LARGE\"]");
    assertThat(JsonSchema.of(properties.path("perhaps")).check(Json.nullNode())).isEmpty();
    assertThat(JsonSchema.of(properties.path("size")).check(Json.nullNode())).isNotEmpty();
  }

  @Test
  void recordWithinItselfIsAnyValueThere() {
    JsonSchema schema = JsonSchema.ofRecord(Tree.class, false);
    Tree tree = new Tree("a", List.of(new Tree("b", List.of())));
    assertThat(schema.check(Json.of(tree))).isEmpty();
    assertThat(schema.check(Json.read("{\"name\": \"a\", \"branches\": 1}"))).isNotEmpty();
  }

  @Test
  void formThatJacksonIsToldIsNotGuessed() {
    assertThat(JsonSchema.ofRecord(Renamed.class, false).document().isEmpty()).isTrue();
    assertThat(JsonSchema.ofRecord(String.class, false).document().isEmpty()).isTrue();
  }

  @Test
  void answersMayHaveNullsUnlessTheirRecordKnowsBetter() {
    var nulls = Json.read("{\"text\": null, \"number\": 1}");
    assertThat(JsonSchema.ofRecord(Loose.class, true).check(nulls)).isEmpty();
    assertThat(JsonSchema.ofRecord(Loose.class, false).check(nulls)).isNotEmpty();
    assertThat(JsonSchema.ofRecord(NullMarkedAnswer.class, true).check(nulls)).isNotEmpty();
  }

  @NullMarked
  record NullMarkedAnswer(String text, int number) {}
}
