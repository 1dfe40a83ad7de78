package dev.meridian.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Broken files, each with exactly the complaints a person needs to mend it.
final class ComplaintsTest {
  private static final RegionsFile READER =
      new RegionsFile(Map.of("EMPTY", "", "SECRET", "hunter2", "NUMBER", "12"));

  /// Three lines that are fine; what a case adds begins on line 4.
  private static final String HEAD =
      """
      version: 1
      regions:
        - {id: fra, location: [8.68, 50.11]}
      """;

  private static List<String> complaints(String yaml) {
    var refused =
        catchThrowableOfType(
            ConfigurationException.class, () -> READER.parse("regions.yaml", yaml));
    assertThat(refused).as("the file is refused").isNotNull();
    return refused.complaints().stream()
        .map(complaint -> complaint.toString().replaceFirst("^regions.yaml: ?", ""))
        .toList();
  }

  private static Arguments bad(String yaml, String... complaints) {
    return Arguments.of(yaml, List.of(complaints));
  }

  private static Arguments region(String region, String... complaints) {
    return bad(HEAD + "  - {id: iad, location: [-77, 39], " + region + "}\n", complaints);
  }

  private static Arguments source(String source, String... complaints) {
    return bad(HEAD + "sources:\n  - {id: quakes, " + source + "}\n", complaints);
  }

  private static Arguments source(String source, int column, String complaint) {
    return source(
        "url: 'https://example.org/', " + source, "5:" + column + ": sources[0]." + complaint);
  }

  private static Arguments defaults(String defaults, String... complaints) {
    return bad(HEAD + "defaults:\n  " + defaults + "\n", complaints);
  }

  private static Arguments task(String task, String... complaints) {
    return bad(HEAD + "tasks:\n  - name: t\n    " + task + "\n", complaints);
  }

  static Stream<Arguments> files() {
    return Stream.of(
        bad("", "document: nothing (expected: version: 1, regions: and so on)"),
        bad("- 1", "1:1: document: [1] (expected: a mapping)"),
        bad("a: [1\nb: 2", "2:2: document: expected ',' or ']', but got : (expected: valid YAML)"),
        bad("version: 1", "1:1: regions: nothing (expected: at least one)"),
        bad("version: 1\nregions: []", "2:10: regions: [] (expected: at least one region)"),
        bad("version: 1\nregions: {}", "2:10: regions: a mapping (expected: a list)"),
        bad(
            "regions:\n- {id: fra, location: [1, 2]}",
            "1:1: version: nothing (expected: 1, the version of the format)"),
        bad(
            "version: 2\nregions:\n- {id: fra, location: [1, 2]}",
            "1:10: version: 2 (expected: an integer of 1..1)"),
        bad(
            HEAD + "source: []",
            "4:1: source: unknown key"
                + " (expected: one of defaults, limits, objects, places, regions, sources, tasks, version,"
                + " webhooks; did you mean sources?)"),
        bad(HEAD + "version: 1", "4:1: document: version (expected: a key used once)"),
        bad(HEAD + "? [1]\n: 2", "4:3: document: [1] (expected: keys of plain text)"),
        bad(
            "a: a: a:",
            "1:5: document: mapping values are not allowed here (expected: valid YAML)"),
        bad(
            "[".repeat(51) + "]".repeat(51),
            "1:51: document: depth 51 (expected: a depth of at most 50)"));
  }

  static Stream<Arguments> regions() {
    return Stream.of(
        bad(
            HEAD + "  - {id: FRA, location: [1, 2]}",
            "4:10: regions[1].id: FRA (expected: a match of [a-z0-9][a-z0-9-]{0,31})"),
        bad(
            HEAD + "  - {id: fra, location: [1, 2]}",
            "4:10: regions[1].id: fra (expected: a name used once)"),
        bad(
            HEAD + "  - {location: [1, 2]}",
            "4:5: regions[1].id: nothing (expected: an id such as fra)"),
        bad(
            HEAD + "  - id: 1\n    location: [1, 2]",
            "4:9: regions[1].id: 1 (expected: text, in quotes)"),
        bad(
            HEAD + "  - {id: iad}",
            "4:5: regions[1].location: nothing (expected: [longitude, latitude])"),
        bad(
            HEAD + "  - {id: iad, location: [39, -177]}",
            "4:25: regions[1].location: [39, -177]"
                + " (expected: latitude of -90..90 degrees, longitude first)"),
        bad(
            HEAD + "  - {id: iad, location: [39, x]}",
            "4:30: regions[1].location[1]: x (expected: a number)"),
        bad(
            HEAD + "  - {id: iad, location: [39]}",
            "4:25: regions[1].location: [39] (expected: [longitude, latitude])"),
        region(
            "fallback: [frq, iad, fra, fra]",
            "4:47: regions[1].fallback[0]: frq (expected: one of fra, iad; did you mean fra?)",
            "4:52: regions[1].fallback[1]: iad (expected: another region than iad)",
            "4:62: regions[1].fallback[3]: fra (expected: a name used once)"),
        region("title: a, title: b", "4:46: regions[1]: title (expected: a key used once)"),
        region(
            "borker: 'memory://'",
            "4:36: regions[1].borker: unknown key (expected: one of area, broker, fallback, id, lanes,"
                + " location, maxQueued, title; did you mean broker?)"),
        region(
            "broker: 'amqp//u:pw@host'",
            "4:44: regions[1].broker: amqp//***@host"
                + " (expected: a URL such as amqp://user:password@host:5672/vhost)"),
        region(
            "maxQueued: 0", "4:47: regions[1].maxQueued: 0 (expected: an integer of 1..100000000)"),
        region(
            "area: {bbox: [1, 2, 3]}",
            "4:49: regions[1].area.bbox: [1, 2, 3] (expected: [west, south, east, north])"),
        region(
            "area: {bbox: [1, 9, 3, 5]}",
            "4:49: regions[1].area.bbox: [1, 9, 3, 5] (expected: north of 9.0..90.0 degrees)"),
        region(
            "area: {}",
            "4:42: regions[1].area: a mapping (expected: {bbox: [west, south, east, north]}"
                + " or a GeoJSON Polygon or MultiPolygon)"),
        region(
            "area: {type: Polygon, coordinates: [[[0, 0], [1, 0], [1, 95], [0, 0]]]}",
            "4:89: regions[1].area.coordinates[0][2]: [1, 95]"
                + " (expected: latitude of -90..90 degrees, longitude first)"));
  }

  static Stream<Arguments> sources() {
    return Stream.of(
        source("title: Quakes", "5:5: sources[0].url: nothing (expected: an http or https URL)"),
        source(
            "url: 'ftp://example.org/'",
            "5:23: sources[0].url: ftp://example.org/ (expected: an absolute http or https URL"
                + " with {parameter} in path or query only)"),
        source(
            "url: 'https://{host}/a', parameters: {host: {}}",
            "5:23: sources[0].url: https://{host}/a (expected: an absolute http or https URL"
                + " with {parameter} in path or query only)"),
        source(
            "url: 'https://example.org/a#{b}', parameters: {b: {}}",
            "5:23: sources[0].url: https://example.org/a#{b}"
                + " (expected: a URL with a host, without user (use headers) and fragment)"),
        source(
            "url: 'https://me:pw@example.org/'",
            "5:23: sources[0].url: https://***@example.org/"
                + " (expected: a URL with a host, without user (use headers) and fragment)"),
        source(
            "url: 'https://example.org/a b{c'",
            "5:23: sources[0].url: https://example.org/a b{c (expected: a URL in which only"
                + " {parameter} is special, the rest percent-encoded)"),
        source(
            "url: 'https://example.org/{a}', parameters: {b: {}}",
            "5:23: sources[0].url: https://example.org/{a} (expected: {a} in parameters)",
            "5:66: sources[0].parameters.b: a mapping (expected: {b} in url)"),
        source(
            "url: 'https://example.org/{a}', parameters: {a: {default: xyz, pattern: '[0-9]+'}}",
            "5:76: sources[0].parameters.a.default: xyz (expected: a match of [0-9]+)"),
        source(
            "url: 'https://example.org/{a}', parameters: {a: {default: ../x}}",
            "5:76: sources[0].parameters.a.default: ../x"
                + " (expected: a match of [A-Za-z0-9_-][A-Za-z0-9._~-]{0,99})"),
        source(
            "url: 'https://example.org/{a}', parameters: {a: {pattern: '['}}",
            "5:76: sources[0].parameters.a.pattern: [ (expected: a regular expression)"),
        source("home: fr", 53, "home: fr (expected: one of fra; did you mean fra?)"),
        source(
            "format: jsn",
            55,
            "format: jsn (expected: one of csv, geojson, gpx, gtfs-realtime, html, json, xml;"
                + " did you mean json?)"),
        source("parameters: 5", 59, "parameters: 5 (expected: a mapping)"),
        source("rate: 5", 53, "rate: 5 (expected: text, in quotes)"),
        source("rate: 0/s", 53, "rate: 0/s (expected: a rate such as 5/s, 300/m or 1000/h)"),
        source("concurrency: 1.5", 60, "concurrency: 1.5 (expected: an integer of 1..1000)"),
        source(
            "timeout: 30 s",
            56,
            "timeout: 30 s (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S)"),
        source(
            "connectTimeout: 0s",
            63,
            "connectTimeout: 0s (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S,"
                + " longer than 0)"),
        source(
            "cache: PT-1S",
            54,
            "cache: PT-1S (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S,"
                + " at most 3650d)"),
        source(
            "maxSize: 20 MB",
            56,
            "maxSize: 20 MB (expected: a size such as 512KiB or 20MB, up to 4GiB)"),
        source("maxRedirects: 21", 61, "maxRedirects: 21 (expected: an integer of 0..20)"),
        source(
            "allowHosts: ['a/b']",
            60,
            "allowHosts[0]: a/b (expected: a host name such as cdn.example.org)"),
        source(
            "allowPrivateNetworks: yes", 69, "allowPrivateNetworks: yes (expected: true or false)"),
        source("headers: {X-Key: 5}", 64, "headers.X-Key: *** (expected: text, in quotes)"),
        source(
            "headers: {'X Key': geheim}",
            66,
            "headers.X Key: *** (expected: a header name such as X-Api-Key)"));
  }

  static Stream<Arguments> defaultsAndTasks() {
    return Stream.of(
        defaults(
            "policy: preferred",
            "5:11: defaults.policy: preferred (expected: pin, prefer, nearest or any)"),
        defaults("broker:", "5:10: defaults.broker: nothing (expected: text)"),
        defaults(
            "resultTtl: 1w",
            "5:14: defaults.resultTtl: 1w"
                + " (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S)"),
        defaults(
            "tombstoneTtl: 31d",
            "5:17: defaults.tombstoneTtl: 31d"
                + " (expected: a duration such as 500ms, 30s, 5m, 1h, 2d or PT30S, at most 30d)"),
        defaults(
            "source: {cash: 5s}",
            "5:12: defaults.source.cash: unknown key (expected: one of cache, concurrency,"
                + " connectTimeout, maxRedirects, maxSize, rate, timeout; did you mean cache?)"),
        defaults(
            "broker: amqp://u:${PASSWORD}@host",
            "5:11: defaults.broker: amqp://***@host"
                + " (expected: environment variable PASSWORD set, or ${PASSWORD:-default})"),
        defaults(
            "broker: '${SECRET}'",
            "5:11: defaults.broker: ${SECRET}"
                + " (expected: a URL such as amqp://user:password@host:5672/vhost)"),
        defaults(
            "broker: '${not a name}'",
            "5:11: defaults.broker: ${not a name}"
                + " (expected: ${NAME} or ${NAME:-default}; $${ for a literal ${)"),
        defaults(
            "maxQueued: ${SECRET}",
            "5:14: defaults.maxQueued: ${SECRET} (expected: an integer of 1..100000000)"),
        task(
            "inputs: {x: {shema: {}}}",
            "6:18: tasks[0].inputs.x.shema: unknown key"
                + " (expected: one of required, schema; did you mean schema?)"),
        task(
            "inputs: {x: {schema: {type: strng}}}",
            "6:33: tasks[0].inputs.x.schema.type: strng (expected: a valid JSON Schema; here: does not have a"
                + " value in the enumeration [\"array\", \"boolean\", \"integer\", \"null\", \"number\","
                + " \"object\", \"string\"])"),
        task("version: 1.0", "6:14: tasks[0].version: 1.0 (expected: text, in quotes)"),
        task(
            "retry: {maxAttempts: 0}",
            "6:26: tasks[0].retry.maxAttempts: 0 (expected: an integer of 1..100)"),
        task(
            "hardLimit: 5s\n    softLimit: 10s",
            "6:16: tasks[0].hardLimit: 5s (expected: at least softLimit)"),
        bad(
            HEAD + "tasks:\n- {name: a b}\n- {title: t}\n- {name: canvas}",
            "5:10: tasks[0].name: a b (expected: a name such as quotes.price, not canvas)",
            "6:3: tasks[1].name: nothing (expected: a name such as quotes.price)",
            "7:10: tasks[2].name: canvas (expected: a name such as quotes.price, not canvas)"));
  }

  private static Arguments limit(String limit, String... complaints) {
    return bad(HEAD + "limits:\n  - {" + limit + "}\n", complaints);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        limit("rate: 1/s", "5:5: limits[0].id: nothing (expected: an id such as mail)"),
        limit("id: Mail, rate: 1/s", "5:10: limits[0].id: Mail (expected: an id such as mail)"),
        limit("id: a", "5:5: limits[0]: a mapping (expected: rate, concurrency or both)"),
        limit("id: a, rate: 5", "5:19: limits[0].rate: 5 (expected: text, in quotes)"),
        limit(
            "id: a, concurrency: 0",
            "5:26: limits[0].concurrency: 0 (expected: an integer of 1..1000000)"),
        limit(
            "id: a, per: kay, rate: 1/s",
            "5:18: limits[0].per: kay (expected: one of all, key; did you mean key?)"),
        limit(
            "id: a, tasks: [], rate: 1/s",
            "5:20: limits[0].tasks: []"
                + " (expected: at least one name, or no tasks at all for all of them)"),
        limit(
            "id: a, tasks: [t, t], rate: 1/s",
            "5:24: limits[0].tasks[1]: t (expected: a name used once)"),
        limit(
            "id: a, rat: 1/s, concurrency: 1",
            "5:13: limits[0].rat: unknown key (expected: one of concurrency, id, per, rate, tasks;"
                + " did you mean rate?)"),
        bad(
            HEAD + "limits:\n- {id: a, rate: 1/s}\n- {id: a, rate: 1/s}",
            "6:8: limits[1].id: a (expected: a name used once)"),
        defaults("lanes: 65", "5:10: defaults.lanes: 65 (expected: an integer of 0..64)"));
  }

  @ParameterizedTest
  @MethodSource({"files", "regions", "sources", "defaultsAndTasks", "limits"})
  void brokenFileIsComplainedOf(String yaml, List<String> complaints) {
    assertThat(complaints(yaml)).as(yaml).isEqualTo(complaints);
  }

  @Test
  void allThatIsWrongIsReportedAtOnce() {
    assertThat(
            complaints(
                """
                version: 3
                defaults: {deadline: soon}
                regions:
                  - {id: fra, location: here}
                  - {id: iad, location: [-77, 39], fallback: [lhr]}
                sources:
                  - {id: quakes, url: 'https://example.org/{feed}', home: lax}
                """))
        .hasSize(6)
        .isSortedAccordingTo((a, b) -> Character.compare(a.charAt(0), b.charAt(0)));
  }

  @Test
  void complaintsAreBounded() {
    String regions =
        IntStream.range(0, 500).mapToObj(i -> "- {id: X}\n").collect(Collectors.joining());
    assertThat(complaints("version: 1\nregions:\n" + regions)).hasSize(100);
  }

  @Test
  void aliasesCannotBlowUpOrRunInCircles() {
    String bomb =
        IntStream.range(1, 30)
            .mapToObj(i -> "d%d: &d%d {a: *d%d, b: *d%d}\n".formatted(i, i, i - 1, i - 1))
            .collect(Collectors.joining("", "d0: &d0 {a: 1}\n", ""))
            .indent(10);
    String yaml = HEAD + "tasks:\n  - name: t\n    output:\n        schema:\n" + bomb;
    assertThat(complaints(yaml)).isNotEmpty();
    String circle = HEAD + "tasks:\n  - {name: t, output: {schema: &s {not: *s}}}";
    assertThat(complaints(circle))
        .containsExactly(
            "5:32: tasks[0].output.schema: a mapping"
                + " (expected: less, without aliases inside what they name)");
  }

  @Test
  void secretsAreNeverShown() {
    String yaml =
        HEAD
            + """
            defaults: {broker: 'amqp//u:hunter2@host'}
            sources:
              - id: quakes
                url: https://u:hunter2@example.org/${SECRET}
                headers: {X-Key: "hunter2\\n", X-Keys: [hunter2], X-N: hunter2é}
            """;
    assertThat(complaints(yaml)).hasSize(5).noneMatch(line -> line.contains("hunter2"));
  }
}
