package dev.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Holds the shipped `regions.yaml`, its schema for editors and the reader together.
final class RegionsSchemaTest {
  private static final Path ROOT = Path.of("..");
  private static final JsonNode DOCUMENT = Json.read(text("regions.schema.json"));
  private static final JsonSchema SCHEMA = JsonSchema.of(DOCUMENT);

  private static String text(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }

  private static JsonNode json(String yaml) {
    var reading = new Reading("regions.yaml", Map.of());
    JsonNode json = JsonValues.of(YamlText.read(yaml, reading).orElseThrow());
    reading.throwIfAnyComplaint();
    return json;
  }

  /// The file with the commented-out example at its end switched on.
  private static String withTasks() {
    String yaml = text("regions.yaml");
    int tasks = yaml.indexOf("# tasks:");
    return yaml.substring(0, tasks) + yaml.substring(tasks).replaceAll("(?m)^# ", "");
  }

  @Test
  void shippedFileIsReadAndCoversTheGlobe() {
    var configuration = new RegionsFile(Map.of()).read(ROOT.resolve("regions.yaml"));
    assertThat(configuration.map().regions())
        .extracting(Region::id)
        .containsExactly("fra", "iad", "sin");
    assertThat(configuration.map().sources()).hasSize(5);
    assertThat(configuration.tasks()).isEmpty();
    Map.of(
            "fra", new double[] {28.05, -26.2},
            "iad", new double[] {-122.42, 37.77},
            "sin", new double[] {-172.1, -13.76})
        .forEach((region, place) ->
            assertThat(configuration.map().covering(new LonLat(place[0], place[1])))
                .extracting(Region::id)
                .containsExactly(region));
  }

  @Test
  void shippedFileIsValidWithAndWithoutItsExampleOfTasks() {
    assertThat(SCHEMA.check(json(text("regions.yaml")))).isEmpty();
    assertThat(SCHEMA.check(json(withTasks()))).isEmpty();
    var tasks = new RegionsFile(Map.of()).parse("regions.yaml", withTasks()).tasks();
    assertThat(tasks).extracting(TaskType::name).containsExactly("images.thumbnail");
  }

  @Test
  void exampleOfTheOperatorsGuideIsValid() {
    String guide = text("docs/operators.md");
    int from = guide.indexOf("```yaml\nversion: 1\n") + "```yaml\n".length();
    String example = guide.substring(from, guide.indexOf("```", from));
    String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    var variables = Map.of("FRA_PASSWORD", "x", "USGS_KEY", "x", "DISPATCH_SECRET", secret);
    assertThat(SCHEMA.check(JsonValues.of(root(example, variables)))).isEmpty();
    TrackingSettings tracking =
        new RegionsFile(variables).parse("regions.yaml", example).tracking();
    assertThat(tracking.objects().all()).hasSize(2);
    assertThat(tracking.places()).isNotNull();
  }

  private static Value root(String yaml, Map<String, String> variables) {
    return YamlText.read(yaml, new Reading("regions.yaml", variables)).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"KEYS_FILE", "KEY"})
  void schemaAndReaderKnowTheSameKeys(Section section) {
    JsonNode part = DOCUMENT.at("/$defs/" + section.name().toLowerCase(Locale.ROOT));
    assertThat(new HashSet<>(part.path("properties").propertyNames())).isEqualTo(section.keys());
    assertThat(part.path("additionalProperties").asBoolean(true)).isFalse();
  }

  @Test
  void schemaHasNoPartTheReaderDoesNotKnow() {
    Set<String> parts =
        DOCUMENT
            .path("$defs")
            .propertyStream()
            .filter(part -> part.getValue().has("properties"))
            .map(part -> part.getKey().toUpperCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(parts)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(Section.KEYS_FILE, Section.KEY)).stream()
                .map(Section::name)
                .toList());
  }

  @Test
  void schemaAndReaderKnowTheSameFormats() {
    Set<String> formats =
        DOCUMENT
            .at("/$defs/source/properties/format/anyOf/0/enum")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.toSet());
    assertThat(formats).isEqualTo(SourceReader.FORMATS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "regions: []",
        "regions: [{id: FRA, location: [1, 2]}]",
        "regions: [{id: fra, location: [1, 200]}]",
        "regions: [{id: fra, location: [1, 2], area: {bbox: [1], type: Polygon}}]",
        "sources: [{id: a, url: 'https://{host}/'}]",
        "sources: [{id: a, url: 'https://x/', rate: 5}]",
        "sources: [{id: a, url: 'https://x/', timeout: 30 s}]",
        "defaults: {policy: prefered}",
        "limits: [{id: a}]",
        "limits: [{id: a, per: tenant, rate: 1/s}]",
        "defaults: {lanes: 65}",
        "webhooks: [{id: a, url: 'https://x/'}]",
        "webhooks: [{id: a, url: 'https://x/', secrets: []}]",
        "webhooks: [{id: a, url: 'https://x/', secrets: [whsec_short]}]",
        "webhooks: [{id: a, url: 'https://u@x/', secrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]}]",
        "tasks: [{name: t, inputs: {x: {schema: {type: strng}}}}]",
        "objects: [{maxSpeed: 5}]",
        "objects: [{match: []}]",
        "objects: [{match: [a], maxSpeed: 0}]",
        "objects: [{match: [a], ttl: 5}]",
        "objects: [{match: [a], exitWhenLost: 5}]",
        "places: {within: 5}",
        "places: {file: a, within: 5km}",
      })
  void schemaRefusesWhatTheReaderRefuses(String yaml) {
    String file = "version: 1\nregions: [{id: fra, location: [1, 2]}]\n";
    String whole = yaml.startsWith("regions") ? "version: 1\n" + yaml : file + yaml;
    assertThat(SCHEMA.check(json(whole))).isNotEmpty();
    assertThatThrownBy(() -> new RegionsFile(Map.of()).parse("regions.yaml", whole))
        .isInstanceOf(ConfigurationException.class);
  }
}
