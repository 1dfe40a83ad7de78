package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `meridian doctor` and a start say of the file of named places.
final class PlacesInUseTest {
  private static final String REGIONS =
      """
      version: 1
      regions: [{id: fra, location: [8, 50]}]
      places: {file: geo/places.json}
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void regions() throws IOException {
    Files.writeString(folder.resolve("regions.yaml"), REGIONS);
    file = Files.createDirectory(folder.resolve("geo")).resolve("places.json");
  }

  private Run run(String... args) {
    Map<String, String> environment =
        Map.of(
            "MERIDIAN_CONFIG",
            folder.resolve("regions.yaml").toString(),
            "MERIDIAN_BROKER",
            "memory://",
            "MERIDIAN_RESULTS",
            "memory://");
    return Run.of(environment, "", args);
  }

  private String finding() {
    JsonNode found =
        run("doctor", "--json")
            .json()
            .valueStream()
            .filter(each -> each.path("check").asString().equals("places"))
            .findFirst()
            .orElseThrow();
    return found.path("verdict").asString() + ": " + found.path("measured").asString();
  }

  private void write(double latitude) throws IOException {
    Files.writeString(
        file,
        """
        {"type": "FeatureCollection", "features": [{"type": "Feature",
          "properties": {"name": "A"}, "geometry": {"type": "Point", "coordinates": [1, %s]}}]}
        """
            .formatted(latitude));
  }

  @Test
  void missingFileEndsAStartInOneLine() {
    Run run = run("dev", "--port", "0");
    assertThat(run.err())
        .contains("meridian: places.json: file: not found (expected: a file at " + file + ")");
    assertThat(run.err().lines().filter(line -> line.startsWith("meridian: places"))).hasSize(1);
    assertThat(run.code()).isEqualTo(Exit.USAGE);
    assertThat(finding()).startsWith("fail: places.json: file: not found");
  }

  @Test
  void brokenFileEndsAStartAndAGoodOneIsCounted() throws IOException {
    write(91);
    String complaint =
        "places.json: features[0].geometry.coordinates: [1,91.0]"
            + " (expected: latitude of -90..90 degrees, longitude first)";
    Run run = run("dev", "--port", "0");
    assertThat(run.err()).contains("meridian: " + complaint);
    assertThat(run.code()).isEqualTo(Exit.USAGE);
    assertThat(finding()).isEqualTo("fail: " + complaint);
    write(50);
    assertThat(finding()).isEqualTo("ok: 1 with a name");
  }
}
