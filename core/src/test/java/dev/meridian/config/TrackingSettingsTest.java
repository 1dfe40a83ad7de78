package dev.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.config.TrackingSettings.Places;
import dev.meridian.track.ObjectClass;
import dev.meridian.track.ObjectClasses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrackingSettingsTest {
  private static final String HEAD =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
      """;
  private static final Duration STANDARD = Duration.ofSeconds(30);

  private static TrackingSettings read(String yaml) {
    return new RegionsFile(Map.of("FILE", "cities.geojson"))
        .parse("regions.yaml", HEAD + yaml)
        .tracking();
  }

  @Test
  void nothingIsSaidInAFileWithoutThem() {
    assertThat(read("")).isEqualTo(TrackingSettings.NONE);
  }

  @Test
  void classesAndPlacesAreRead() {
    TrackingSettings all =
        read(
            """
            objects:
              - {match: ["flight-*", heli-??], maxSpeed: 350, maxGap: 20m, ttl: 10m, exitWhenLost: true, skew: 2m}
              - {match: ["*"], maxSpeed: 12.5}
            places: {file: "${FILE}", within: 25000}
            """);
    assertThat(all.places()).isEqualTo(new Places(Path.of("cities.geojson"), 25_000));
    assertThat(all.objects().all())
        .containsExactly(
            new ObjectClass(
                List.of("flight-*", "heli-??"),
                350.0,
                Duration.ofMinutes(20),
                Duration.ofMinutes(10),
                true,
                Duration.ofMinutes(2)),
            new ObjectClass(List.of("*"), 12.5, null, null, null, null));
    assertThat(read("places: {file: a/b.geojson}").places())
        .isEqualTo(new Places(Path.of("a/b.geojson"), 100_000));
  }

  @Test
  void firstClassThatMatchesCounts() {
    ObjectClasses classes =
        read("""
        objects:
          - {match: ["flight-*"]}
          - {match: ["*-slow", bus-?], skew: 5s}
        """)
            .objects();
    assertThat(List.of("flight-slow", "bus-slow", "bus-1", "bus-12"))
        .extracting(classes::indexOf)
        .containsExactly(0, 1, 1, -1);
    assertThat(classes.skew("flight-slow", STANDARD)).isEqualTo(STANDARD);
    assertThat(classes.skew("bus-1", STANDARD)).isEqualTo(Duration.ofSeconds(5));
    assertThat(classes.skew("bus-12", STANDARD)).isEqualTo(STANDARD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          objects: {}                          | 4:10: objects: a mapping (expected: a list)
          objects: [{ttl: 1h}]                 | 4:11: objects[0].match: nothing (expected: patterns such as bus-*)
          objects: [{match: bus-*}]            | 4:19: objects[0].match: bus-* (expected: a list)
          objects: [{match: []}]               | 4:19: objects[0].match: [] (expected: at least one pattern such as bus-*)
          objects: [{match: [a, 5]}]           | 4:23: objects[0].match[1]: 5 (expected: text, in quotes)
          objects: [{match: [a, '']}]          | 4:23: objects[0].match[1]: nothing (expected: 1..128 characters)
          objects: [{match: [a]}, {match: [b]}, {match: [c], maxSpeed: fast}] | 4:62: objects[2].maxSpeed: fast (expected: a number)
          objects: [{match: [a], maxSpeed: 0}] | 4:34: objects[0].maxSpeed: 0 (expected: metres per second, above 0, at most 1000000)
          objects: [{match: [a], ttl: 0s}]     | 4:29: objects[0].ttl: 0s (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S, longer than 0)
          objects: [{match: [a], maxGap: 5}]   | 4:32: objects[0].maxGap: 5 (expected: text, in quotes)
          objects: [{match: [a], skew: PT-1S}] | 4:30: objects[0].skew: PT-1S (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S, at most 3650d)
          objects: [{match: [a], exitWhenLost: 1}] | 4:38: objects[0].exitWhenLost: 1 (expected: true or false)
          objects: [{match: [a], speed: 1}]    | 4:24: objects[0].speed: unknown key (expected: one of exitWhenLost, match, maxGap, maxSpeed, skew, ttl)
          places: a.geojson                    | 4:9: places: a.geojson (expected: a mapping)
          places: {within: 5}                  | 4:9: places.file: nothing (expected: a GeoJSON file)
          places: {file: a, within: 5km}       | 4:27: places.within: 5km (expected: a number)
          places: {file: a, within: 0}         | 4:27: places.within: 0 (expected: metres, above 0, at most 20100000)
          """)
  void whatIsWrongIsNamed(String yaml, String complaint) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("regions.yaml:" + complaint);
  }

  @Test
  void classesAreBounded() {
    String most = "objects: [" + "{match: [a]},".repeat(ObjectClasses.MOST);
    assertThat(read(most + "]").objects().all()).hasSize(ObjectClasses.MOST);
    assertThatThrownBy(() -> read(most + "{match: [a]}]"))
        .hasMessageEndingWith("(expected: at most 100 classes)");
    String patterns = "objects: [{match: [" + "a,".repeat(20);
    assertThat(read(patterns + "]}]").objects().all()).hasSize(1);
    assertThatThrownBy(() -> read(patterns + "a]}]"))
        .hasMessageEndingWith("(expected: at most 20)");
  }
}
