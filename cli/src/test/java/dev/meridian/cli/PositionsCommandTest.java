package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// `meridian positions …` against `meridian dev`: from the file to the crossing.
@SuppressWarnings("NullAway.Init")
@Timeout(120)
final class PositionsCommandTest {
  private static final Logger LOG = LoggerFactory.getLogger(PositionsCommandTest.class);
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| `(meridian_[a-z_]+)` \\| (counter|gauge) \\|");
  private static Instant hourAgo;
  private static DevServer dev;

  @BeforeAll
  static void start() {
    dev = DevServer.start();
    hourAgo = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
  }

  @AfterAll
  static void stop() {
    assertThat(dev.stop()).isZero();
  }

  private static Run send(String... args) {
    return sendStdin("", args);
  }

  private static Run sendStdin(String stdin, String... args) {
    String[] all = Arrays.copyOf(new String[] {"positions", "send"}, args.length + 2);
    System.arraycopy(args, 0, all, 2, args.length);
    return dev.runWithStdin(stdin, all);
  }

  private static String line(String object, long second, double lon) {
    return "{\"object\":\"%s\",\"time\":\"%s\",\"lon\":%s,\"lat\":50}\n"
        .formatted(object, hourAgo.plusSeconds(second), lon);
  }

  private static JsonNode track(String object, int length) throws Exception {
    try (GatewayClient gateway = new GatewayClient(dev.url())) {
      Await.until("all of " + object, () -> points(gateway, object).size() == length);
      return points(gateway, object);
    }
  }

  private static JsonNode points(GatewayClient gateway, String object) throws Exception {
    try {
      return gateway.get("/objects/" + object).at("/temporalGeometry/coordinates");
    } catch (ProblemException e) {
      return Json.array();
    }
  }

  @Test
  void whoEntersAFenceIsToldOfOnTheStream() {
    String fence =
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[8,50]},\"properties\":{\"radius\":500}}";
    assertThat(dev.run("fences", "put", "harbour", fence).code()).isZero();
    long begun = System.nanoTime();
    Run sent = sendStdin(line("boat", 0, 8.1) + line("boat", 120, 8.001), "-");
    assertThat(sent.code()).as(sent.err()).isZero();
    Run seen =
        dev.run("stream", "--fence", "harbour", "--limit", "1", "--json", "--cursor", "fra:0-0");
    long millis = (System.nanoTime() - begun) / 1_000_000;
    LOG.warn("from the file to the crossing: {} ms", millis);
    JsonNode crossing = seen.json().path("crossing");
    assertThat(crossing.path("id").asString()).startsWith("boat/harbour/enter/");
    assertThat(crossing.path("confirmed").asString())
        .isEqualTo(hourAgo.plusSeconds(120).toString());
    assertThat(crossing.path("region").asString()).isEqualTo("fra");
    assertThat(millis).isLessThan(20_000);
  }

  @Test
  void metricsAreThoseOfTheOperatorsGuide() throws IOException {
    Map<String, String> told = new TreeMap<>();
    Matcher row = METRIC.matcher(Files.readString(Path.of("..", "docs", "operators.md")));
    while (row.find()) {
      assertThat(told.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
    }
    assertThat(new TreeMap<>(Metrics.at(dev.url() + "/metrics").types())).isEqualTo(told);
  }

  @Test
  void allFormsSayTheSame(@TempDir Path folder) throws Exception {
    StringBuilder features = new StringBuilder();
    StringBuilder csv = new StringBuilder("Time,ID,Longitude,Latitude,Speed,colour\n");
    StringBuilder gpx =
        new StringBuilder("<gpx xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>");
    for (int i = 0; i < 3; i++) {
      Instant time = hourAgo.plusSeconds(i);
      features.append(
          "%s{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[10.000%d,50]},\"properties\":{\"object\":\"a-json\",\"time\":\"%s\"}}"
              .formatted(i == 0 ? "" : ",", i, time));
      csv.append("%d,a-csv,10.000%d,50,3.5,red\n".formatted(time.toEpochMilli(), i));
      gpx.append(
          "<trkpt lat=\"50\" lon=\"10.000%d\"><ele>12</ele><time>%s</time><extensions><time>x</time></extensions></trkpt>"
              .formatted(i, time));
    }
    Path file = folder.resolve("a.geojson");
    Files.writeString(file, "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}");
    assertThat(send(file.toString()).out()).startsWith("3 accepted, 0 refused, ");
    file = Files.writeString(folder.resolve("a.csv"), csv);
    assertThat(send(file.toString()).out()).startsWith("3 accepted");
    file = Files.writeString(folder.resolve("a gpx.gpx"), gpx + "</trkseg></trk></gpx>");
    assertThat(send(file.toString()).out()).startsWith("3 accepted");
    String phone =
        "{\"_type\":\"location\",\"tst\":%d,\"lon\":10.0,\"lat\":50}\n{\"_type\":\"waypoint\"}\n"
            .formatted(hourAgo.getEpochSecond());
    assertThat(sendStdin(phone, "-", "--object", "a-phone").out()).startsWith("1 accepted, 0 ");
    assertThat(track("a-json", 3).path(2).path(0).asDouble()).isEqualTo(10.0002);
    assertThat(track("a-csv", 3).path(2).path(0).asDouble()).isEqualTo(10.0002);
    assertThat(track("a-gpx", 3).path(2).path(0).asDouble()).isEqualTo(10.0002);
    assertThat(track("a-phone", 1).path(0).path(0).asDouble()).isEqualTo(10);
  }

  @Test
  void whatIsRefusedIsToldByItsPlaceInTheFile() {
    String lines =
        line("x", 0, 8.1)
            + "nonsense\n"
            + line("x", 1, 8.1)
            + line("x", 1_000_000_000L, 8.1)
            + line("y", 0, 400);
    Run run = sendStdin(lines, "-", "--batch", "2");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.out()).startsWith("2 accepted, 3 refused, ");
    assertThat(run.err().lines().toList())
        .hasSize(4)
        .satisfies(table -> {
          assertThat(table.getFirst()).isEqualTo("INDEX  OBJECT  REFUSED BECAUSE");
          assertThat(table.get(1)).matches(" +1  - +\\S.*");
          assertThat(table.get(2)).matches(" +4  y +longitude: 400.*");
          assertThat(table.get(3)).matches(" +3  x +time: 20\\d\\d-.* ahead of the clock\\)");
        });
    JsonNode json = sendStdin(lines, "-", "--batch", "2", "--json").json();
    assertThat(json.path("accepted").asInt()).isEqualTo(2);
    assertThat(json.at("/refused/0/index").asInt()).isEqualTo(1);
  }

  @Test
  void paceIsKept() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append(line("slow", i, 8.1));
    }
    assertThat(seconds(lines.toString(), "--rate", "100")).isBetween(0.19, 10.0);
    assertThat(seconds(lines.toString(), "--speed-up", "80")).isBetween(0.23, 10.0);
  }

  private static double seconds(String lines, String... pace) {
    return sendStdin(lines, "-", pace[0], pace[1], "--json").json().path("seconds").asDouble();
  }

  @Test
  void nonsenseIsOneLine(@TempDir Path folder) throws IOException {
    assertThat(send("nowhere.csv").err()).hasLineCount(1).contains("FILE: nowhere.csv (expected");
    assertThat(send("x.kml").err()).hasLineCount(1).contains("--format: missing (expected: one of");
    assertThat(send("x.csv", "--rate", "0").err()).hasLineCount(1).contains("--rate: 0.0");
    Path broken = Files.writeString(folder.resolve("b.geojson"), "[" + line("z", 0, 8) + ", {");
    Run run = send(broken.toString());
    assertThat(run.code()).isEqualTo(Exit.USAGE);
    assertThat(run.out()).startsWith("1 accepted, 0 refused");
    assertThat(run.err()).hasLineCount(1).startsWith("meridian: ");
  }
}
