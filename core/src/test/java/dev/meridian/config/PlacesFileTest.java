package dev.meridian.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.config.TrackingSettings.Places;
import dev.meridian.geo.Gazetteer;
import dev.meridian.geo.Gazetteer.Near;
import dev.meridian.geo.LonLat;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
final class PlacesFileTest {
  private static final Path FILE = Path.of("places.geojson");
  private static final String HAMBURG =
      """
      {"type": "Feature", "id": 1, "properties": {"pop": [1, {"x": 2}], "name": "Hamburg"},
       "geometry": {"type": "Point", "coordinates": [9.99, 53.55, 6]}}\
      """;

  @TempDir private Path folder;

  private Gazetteer read(String text) throws IOException {
    Files.writeString(folder.resolve(FILE), text);
    return PlacesFile.read(folder, new Places(FILE, 100_000));
  }

  @Test
  void placesAreReadWhateverElseIsThere() throws IOException {
    Gazetteer places =
        read(
            """
            {"name": {"type": "no"}, "features": [%s, %s], "bbox": [1, 2], "type": "FeatureCollection"}
            """
                .formatted(HAMBURG, HAMBURG.replace("Hamburg", "Twin")));
    assertThat(places.size()).isEqualTo(2);
    assertThat(places.nearest(new LonLat(10, 53.5)).map(Near::name)).contains("Hamburg");
    assertThat(places.nearest(new LonLat(20, 53.5))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                                   | document: no object (expected: a FeatureCollection)
          {"type": "Feature", "features": [OK]} | type: Feature (expected: FeatureCollection)
          {"type": "FeatureCollection"}         | features: none (expected: at least one)
          {"features": {}}                      | features: no list (expected: a list of Features)
          {"features": [OK, {}]}                | features[1].properties.name:  (expected: 1..200 characters)
          {"features": [OK, OK, {"properties": {"name": 5}}]} | features[2].properties.name: 5 (expected: 1..200 characters)
          {"features": [{"properties": {"name": "a"}, "geometry": null}]} | features[0].geometry.type:  (expected: Point)
          {"features": [{"properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": ["1", 2]}}]} | features[0].geometry.coordinates: ["1",2] (expected: [longitude, latitude])
          {"features": [{"properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": [1, 95]}}]} | features[0].geometry.coordinates: [1,95] (expected: latitude of -90..90 degrees, longitude first)
          {"features": [OK], "type": "FeatureCollection"} 1 | document: goes on after its end (expected: one JSON value)
          """)
  void brokenFileIsRefusedWithTheNumberOfTheFeature(String text, String complaint) {
    assertThatThrownBy(() -> read(text.replace("OK", HAMBURG)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("places.geojson: " + complaint);
  }

  @Test
  void fileThatIsMissingOrBreaksOffIsRefused() {
    assertThatThrownBy(() -> PlacesFile.read(folder, new Places(FILE, 1)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "places.geojson: file: not found (expected: a file at " + folder.resolve(FILE) + ")");
    assertThatThrownBy(() -> read("{\"features\": [" + HAMBURG))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("places.geojson: document: line 2 column ")
        .hasMessageEndingWith("(expected: valid JSON)");
  }

  @Test
  void placesOfTheWorldAreReadFast() throws IOException {
    RandomGenerator random = new SplittableRandom(1);
    try (Writer writer = Files.newBufferedWriter(folder.resolve(FILE), UTF_8)) {
      writer.write("{\"type\": \"FeatureCollection\", \"features\": [\n");
      for (int i = 0; i < 135_000; i++) {
        writer.write(
            String.format(
                Locale.ROOT,
                "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"Place %d\",\"country\":\"DE\"},"
                    + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.4f,%.4f]}}%n",
                i == 0 ? "" : ",",
                i,
                random.nextDouble(-180, 180),
                random.nextDouble(-90, 90)));
      }
      writer.write("]}");
    }
    long begun = System.nanoTime();
    Gazetteer places = PlacesFile.read(folder, new Places(FILE, 100_000));
    System.out.printf("135,000 places read in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    assertThat(places.size()).isEqualTo(135_000);
  }
}
