package dev.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.geo.Region;
import dev.meridian.geo.Source;
import dev.meridian.json.Json;
import dev.meridian.limit.LimitRule;
import dev.meridian.limit.LimitRules;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.TaskType;
import dev.meridian.task.TimeLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class RegionsFileTest {
  private static final String FULL =
      """
      version: 1
      defaults:
        policy: nearest
        broker: amqp://user:${PASSWORD}@${HOST:-localhost}:5672/
        resultTtl: 90s
        tombstoneTtl: 30d
        deadline: PT1M30S
        maxQueued: ${MAX}
        source: {rate: 300/m, concurrency: 2, cache: 500ms}
      regions:
        - id: fra
          title: Frankfurt
          location: [8.68, 50.11]
          area: {bbox: [-25, 34, 45, 72]}
          broker: amqps://fra.example.org
          fallback: [sin]
          maxQueued: 5
        - id: sin
          location: [103.82, 1.35]
          area: {type: Polygon, coordinates: [[[90, -20], [-170, -20], [-170, 30], [90, -20]]]}
      sources:
        - id: quakes
          title: Quakes
          url: https://example.org/{feed}?limit={n}
          parameters:
            feed: {default: all_hour, pattern: "[a-z_]+"}
            n: {default: 10}
          home: sin
          location: [1, 2]
          format: geojson
          headers: {X-Key: "${PASSWORD}", X-Max: "${MAX}"}
          rate: 2/s
          concurrency: 3
          connectTimeout: 1s
          timeout: 1m
          maxSize: 512KiB
          maxRedirects: 0
          cache: 1h
          allowHosts: [cdn.example.org]
          allowPrivateNetworks: true
        - {id: bare, url: "https://example.org/{x}", parameters: {x: {}}, home: auto}
      tasks:
        - name: images.thumbnail
          title: Thumbnail
          description: Shrinks an image
          version: 1.2.0
          inputs:
            url: {schema: {type: string}, required: true}
            width: {schema: {type: integer, minimum: 16}}
          output: {schema: {type: string}}
          retry: {maxAttempts: 5}
          softLimit: 20s
          hardLimit: 30s
        - name: bare
      """;

  private final RegionsFile reader = new RegionsFile(Map.of("PASSWORD", "12345", "MAX", "70"));
  private final Configuration full = reader.parse("regions.yaml", FULL);

  @Test
  void defaultsAreRead() {
    assertThat(full.defaults())
        .isEqualTo(
            new Defaults(
                RoutePolicy.NEAREST,
                "amqp://user:12345@localhost:5672/",
                Duration.ofSeconds(90),
                Duration.ofDays(30),
                Duration.ofSeconds(90),
                70,
                new Source.Politeness(
                    5,
                    2,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    32L << 20,
                    3,
                    Duration.ofMillis(500)),
                16));
  }

  @Test
  void regionsAreReadWithDefaults() {
    assertThat(full.map().requireRegion("fra"))
        .isEqualTo(
            new Region(
                "fra",
                "Frankfurt",
                new LonLat(8.68, 50.11),
                new Box(-25, 34, 45, 72),
                "amqps://fra.example.org",
                List.of("sin"),
                5));
    Region sin = full.map().requireRegion("sin");
    assertThat(sin.title()).isEqualTo("sin");
    assertThat(sin.broker()).isEqualTo("amqp://user:12345@localhost:5672/");
    assertThat(sin.maxQueued()).isEqualTo(70);
    assertThat(full.map().covering(new LonLat(-175, -10))).containsExactly(sin);
  }

  @Test
  void sourcesAreReadWithDefaults() {
    Source quakes = full.map().requireSource("quakes");
    assertThat(quakes.home()).isEqualTo("sin");
    assertThat(quakes.location()).isEqualTo(new LonLat(1, 2));
    assertThat(quakes.format()).isEqualTo("geojson");
    assertThat(quakes.headers()).isEqualTo(Map.of("X-Key", "12345", "X-Max", "70"));
    assertThat(quakes.parameters().get("n"))
        .extracting(Source.Parameter::defaultValue)
        .isEqualTo("10");
    assertThat(quakes.politeness())
        .isEqualTo(
            new Source.Politeness(
                2,
                3,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                512 << 10,
                0,
                Duration.ofHours(1)));
    assertThat(quakes.access()).isEqualTo(new Source.Access(List.of("cdn.example.org"), true));
    Source bare = full.map().requireSource("bare");
    assertThat(bare.homeIfFixed()).isEmpty();
    assertThat(bare.politeness()).isEqualTo(full.defaults().politeness());
    assertThat(bare.access()).isEqualTo(Source.Access.STANDARD);
  }

  @Test
  void taskTypesAreRead() {
    TaskType<JsonNode, JsonNode> thumbnail = full.tasks().getFirst();
    assertThat(thumbnail.name()).isEqualTo("images.thumbnail");
    assertThat(thumbnail.about())
        .isEqualTo(new TaskType.About("Thumbnail", "Shrinks an image", "1.2.0"));
    assertThat(thumbnail.retry().maxAttempts()).isEqualTo(5);
    assertThat(thumbnail.limits())
        .isEqualTo(new TimeLimits(Duration.ofSeconds(20), Duration.ofSeconds(30)));
    var input = thumbnail.schemas().input();
    assertThat(input.check(Json.read("{\"url\":\"x\",\"width\":16}"))).isEmpty();
    assertThat(input.check(Json.read("{\"width\":16}"))).isNotEmpty();
    assertThat(input.check(Json.read("{\"url\":\"x\",\"width\":1}"))).isNotEmpty();
    assertThat(input.check(Json.read("{\"url\":\"x\",\"height\":1}"))).isNotEmpty();
    assertThat(thumbnail.schemas().output().check(Json.read("5"))).isNotEmpty();
    assertThat(full.tasks().getLast().limits()).isEqualTo(TimeLimits.standard());
  }

  @Test
  void oneLimitImpliesTheOther() {
    assertThat(limits("softLimit: 10m"))
        .isEqualTo(new TimeLimits(Duration.ofMinutes(10), Duration.ofSeconds(615)));
    assertThat(limits("hardLimit: 10s"))
        .isEqualTo(new TimeLimits(Duration.ofSeconds(10), Duration.ofSeconds(10)));
    assertThat(limits("hardLimit: 10m"))
        .isEqualTo(new TimeLimits(Duration.ofSeconds(60), Duration.ofMinutes(10)));
  }

  private TimeLimits limits(String limit) {
    String yaml = "version: 1\nregions:\n- {id: fra, location: [1, 2]}\ntasks:\n- {name: t, ";
    return reader.parse("regions.yaml", yaml + limit + "}").tasks().getFirst().limits();
  }

  @Test
  void variablesExpand() {
    var environment = new Environment(Map.of("A", "1", "EMPTY", ""));
    assertThat(environment.expand("x${A}y${B:-2}z${EMPTY:-3}${EMPTY}")).isEqualTo("x1y2z3");
    assertThat(environment.expand("$${A} $A ${B:-}")).isEqualTo("${A} $A ");
    assertThatThrownBy(() -> environment.expand("${B}"))
        .hasMessage("B: not set (expected: environment variable B set, or ${B:-default})");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(full.toString() + full.defaults() + full.map() + full.map().sources())
        .contains("quakes", "***@localhost")
        .doesNotContain("12345");
  }

  @Test
  void unreadableFilesAreComplainedOf(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("regions.yaml");
    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("regions.yaml: file: not found (expected: a file at ");
    Files.write(file, new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> reader.read(file))
        .hasMessage("regions.yaml: file: malformed (expected: text in UTF-8)");
    Files.write(file, "# 23456789\n".repeat(400_000).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> reader.read(file))
        .hasMessage("regions.yaml: file: more than 4 MiB (expected: a file of at most 4 MiB)");
    assertThatThrownBy(() -> reader.read(folder)).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void limitsAndLanesAreRead() {
    String yaml =
        """
        version: 1
        defaults: {lanes: 4}
        regions:
          - {id: fra, location: [8.68, 50.11], lanes: 0}
          - {id: iad, location: [-77, 39]}
        limits:
          - {id: tenants, per: key, rate: 300/m, concurrency: 4}
          - {id: mail, tasks: [mail.send, mail.bulk], rate: 0.5/s}
        """;
    Configuration configuration = reader.parse("regions.yaml", yaml);
    assertThat(configuration.map().requireRegion("fra").lanes()).isZero();
    assertThat(configuration.map().requireRegion("iad").lanes()).isEqualTo(4);
    assertThat(configuration.limits().rules())
        .containsExactly(
            new LimitRule("tenants", Set.of(), true, 5, 4),
            new LimitRule("mail", Set.of("mail.send", "mail.bulk"), false, 0.5, Integer.MAX_VALUE));
    assertThat(full.limits()).isEqualTo(LimitRules.NONE);
  }
}
