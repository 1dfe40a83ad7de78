package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The documents of the demo against the facts in their README, which other parsers computed.
final class RealDocumentsTest {
  private static final Path DEMO = Path.of("../cli/src/main/resources/demo");

  private final FetchScene scene = new FetchScene();

  @BeforeEach
  void serveDocuments() throws IOException {
    serve("earthquakes.geojson", "geojson");
    serve("airports.csv", "csv");
    serve("ride.gpx", "gpx");
    serve("timetable.html", "html");
    serve("vehicles.pb", "gtfs-realtime");
    serve("ports.json", "json");
    serve("countries.xml", "xml");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void earthquakesAreReadAsFeatures() {
    JsonNode all = fetch("{'source':'earthquakes'}");
    assertThat(all.path("count").intValue()).isEqualTo(777);
    assertThat(all.path("records").get(0).path("time").longValue()).isEqualTo(1_517_966_773_840L);

    JsonNode large =
        fetch(
            "{'source':'earthquakes','filter':'mag >= 4.5','sort':'-mag',"
                + "'fields':['id','mag','place','lon','lat','z']}");
    assertThat(large.path("count").intValue()).isEqualTo(44);
    assertThat(large.path("records").get(0).toString())
        .isEqualTo(
            "{\"id\":\"us1000chhc\",\"mag\":6.4,\"place\":\"22km NNE of Hualian, Taiwan\","
                + "\"lon\":121.653,\"lat\":24.1737,\"z\":10.64}");
    assertThat(large.path("records").get(1).path("id").stringValue()).isEqualTo("us1000cfn6");
    assertThat(large.path("records").get(2).path("place").stringValue())
        .isEqualTo("67km NNE of Isangel, Vanuatu");
    assertThat(count("{'source':'earthquakes','filter':'mag >= 2.5'}")).isEqualTo(139);
    assertThat(count("{'source':'earthquakes','filter':'type <> `earthquake`'}")).isEqualTo(9);
    assertThat(count("{'source':'earthquakes','filter':'tsunami = 1'}")).isEqualTo(1);
    assertThat(count("{'source':'earthquakes','bbox':[-125,32,-114,42]}")).isEqualTo(455);
  }

  @Test
  void earthquakesAreAlsoSelectedByJsonPath() {
    JsonNode found =
        fetch(
            "{'source':'earthquakes','format':'json','select':'$.features[?(@.properties.mag > 6)]',"
                + "'fields':{'m':'$.properties.mag','at':'$.geometry.coordinates[0]'}}");
    assertThat(found.path("records").toString())
        .isEqualTo("[{\"m\":6.4,\"at\":121.653},{\"m\":6.1,\"at\":121.6777}]");
  }

  @Test
  void airportsAreReadAsCsv() {
    assertThat(count("{'source':'airports'}")).isEqualTo(5_653);
    assertThat(count("{'source':'airports','filter':'country = `Germany`'}")).isEqualTo(86);
    assertThat(count("{'source':'airports','filter':'country = `Iceland`'}")).isEqualTo(18);
    assertThat(count("{'source':'airports','filter':'latitude < 0'}")).isEqualTo(1_192);
    assertThat(count("{'source':'airports','bbox':[-180,-90,180,-0.0000001]}")).isEqualTo(1_192);
    JsonNode found =
        fetch(
            "{'source':'airports','filter':'iata IN (`FRA`,`SIN`)','precision':3,"
                + "'fields':{'code':'iata','name':'name','lat':'latitude','lon':'longitude','ft':'altitude'}}");
    assertThat(found.path("records").toString())
        .isEqualTo(
            "[{\"code\":\"FRA\",\"name\":\"Frankfurt am Main International Airport\",\"lat\":50.033,\"lon\":8.571,\"ft\":364},"
                + "{\"code\":\"SIN\",\"name\":\"Singapore Changi Airport\",\"lat\":1.35,\"lon\":103.994,\"ft\":22}]");
    JsonNode highest =
        fetch(
            "{'source':'airports','sort':'-altitude','limit':1,'output':'columns','fields':['iata','altitude']}");
    assertThat(highest.toString())
        .isEqualTo(
            "{\"source\":\"airports\",\"count\":1,\"truncated\":true,\"columns\":[\"iata\",\"altitude\"],"
                + "\"rows\":[[\"BPX\",14219]]}");
    assertThat(count("{'source':'airports','filter':'name LIKE `%,%`'}")).isEqualTo(10);
  }

  @Test
  void rideIsReadAsTrackPoints() {
    JsonNode all = fetch("{'source':'ride'}");
    assertThat(all.path("count").intValue()).isEqualTo(2_000);
    assertThat(all.path("records").get(0).toString())
        .isEqualTo(
            "{\"lat\":51.37673,\"lon\":0.73133,\"ele\":8,\"time\":\"2014-05-10T07:20:55.000Z\"}");
    assertThat(all.path("records").get(1_999).path("lon").doubleValue())
        .isCloseTo(0.711805, within(1e-5));
    assertThat(length(fetch("{'source':'ride','precision':6}").path("records")))
        .isCloseTo(5_635, within(0.6));
    assertThat(count("{'source':'ride','filter':'ele > 22 OR ele < 0'}")).isZero();
  }

  @Test
  void rideIsSimplifiedWithinItsTolerance() {
    JsonNode thin = fetch("{'source':'ride','simplify':5,'fields':['lon','lat','time']}");
    assertThat(thin.path("count").intValue()).isBetween(30, 300);
    assertThat(length(thin.path("records"))).isCloseTo(5_635, within(300.0));
    assertThat(thin.path("records").get(0).path("time").stringValue())
        .isEqualTo("2014-05-10T07:20:55.000Z");

    JsonNode line =
        fetch("{'source':'ride','select':'//trk','simplify':5,'output':'geojson'}")
            .path("features")
            .get(0);
    assertThat(line.path("properties").path("name").stringValue()).isEqualTo("RUNNING");
    assertThat(line.path("properties").path("points").intValue()).isEqualTo(2_000);
    assertThat(line.path("geometry").path("coordinates").size()).isBetween(30, 300);
  }

  @Test
  void timetableIsReadAsRows() {
    JsonNode all = fetch("{'source':'timetable'}");
    assertThat(all.path("count").intValue()).isEqualTo(103);
    JsonNode first = all.path("records").get(0);
    assertThat(first.path("Penn Station NYK").stringValue()).isEqualTo("00:27");
    assertThat(first.path("Grand Central GCT").stringValue()).isEqualTo("-");
    assertThat(first.path("Port Washington PWS").stringValue()).isEqualTo("01:15");
    assertThat(count("{'source':'timetable','filter':'\\\"Penn Station NYK\\\" <> `-`'}"))
        .isEqualTo(29 + 31);

    JsonNode train =
        fetch(
            "{'source':'timetable','select':'.timetable tr.trip-row','filter':'penn = `08:17`',"
                + "'fields':{'trip':'@id','penn':'td:eq(0)','flushing':'td:eq(4)','port':'td:eq(14) span','class':'td:eq(0)@class'}}");
    assertThat(train.path("records").toString())
        .contains(
            "\"penn\":\"08:17\",\"flushing\":\"08:37\",\"port\":\"09:04\",\"class\":\"stop-time am\"");
  }

  @Test
  void vehiclesAreReadAsFlatRecords() {
    JsonNode all = fetch("{'source':'vehicles'}");
    assertThat(all.path("count").intValue()).isEqualTo(521);
    assertThat(count("{'source':'vehicles','filter':'route_id = `A`'}")).isEqualTo(35);
    assertThat(count("{'source':'vehicles','filter':'route_id = `7`'}")).isEqualTo(25);
    assertThat(count("{'source':'vehicles','filter':'current_status = `STOPPED_AT`'}"))
        .isEqualTo(14);
    assertThat(count("{'source':'vehicles','filter':'bearing IS NULL'}")).isEqualTo(14);
    assertThat(count("{'source':'vehicles','bbox':[-74.02,40.70,-73.93,40.80]}")).isEqualTo(232);
    assertThat(count("{'source':'vehicles','select':'alerts'}")).isZero();
    JsonNode one =
        fetch(
            "{'source':'vehicles','filter':'trip_id = `XL0S1-7-1064-S300_047300_7..N35R`',"
                + "'fields':['stop_id','lat','lon','bearing','speed','timestamp']}");
    assertThat(one.path("records").toString())
        .isEqualTo(
            "[{\"stop_id\":\"701N\",\"lat\":40.75834,\"lon\":-73.83372,\"bearing\":68.06197,\"speed\":6.811789,\"timestamp\":1790166610}]");
  }

  @Test
  void portsAreReadAsMembersOfAnObject() {
    assertThat(count("{'source':'ports'}")).isEqualTo(1_634);
    assertThat(count("{'source':'ports','filter':'lon IS NOT NULL'}")).isEqualTo(1_610);
    assertThat(count("{'source':'ports','filter':'country = `Norway`'}")).isEqualTo(56);
    JsonNode hamburg =
        fetch(
            "{'source':'ports','filter':'key = `DEHAM`','fields':['name','coordinates','timezone']}");
    assertThat(hamburg.path("records").toString())
        .isEqualTo(
            "[{\"name\":\"Hamburg\",\"coordinates\":[9.99368,53.55108],\"timezone\":\"Europe/Berlin\"}]");
  }

  @Test
  void countriesAreReadAsElements() {
    assertThat(count("{'source':'countries'}")).isEqualTo(194);
    assertThat(count("{'source':'countries','filter':'region = `Africa`'}")).isEqualTo(54);
    assertThat(count("{'source':'countries','filter':'landlocked = 1'}")).isEqualTo(44);
    JsonNode germany =
        fetch(
            "{'source':'countries','select':'//country[@cca2=`DE`]',"
                + "'fields':{'name':'@name.common','capital':'@capital','area':'number(@area)','at':'@latlng'}}");
    assertThat(germany.path("records").toString())
        .isEqualTo(
            "[{\"name\":\"Germany\",\"capital\":\"Berlin\",\"area\":357114,\"at\":\"51,9\"}]");
    JsonNode largest =
        fetch(
            "{'source':'countries','sort':'-area','limit':1,'fields':{'n':'@name.common','area':'@area'}}");
    assertThat(largest.path("records").toString())
        .isEqualTo("[{\"n\":\"Russia\",\"area\":17098242}]");
  }

  @Test
  void answersOfTheDemoAreCompact() {
    for (String inputs :
        List.of(
            "{'source':'earthquakes','filter':'mag >= 4.5','fields':['mag','place','time','lon','lat']}",
            "{'source':'airports','filter':'country = `Germany`','fields':['iata','name']}",
            "{'source':'ride','simplify':5,'fields':['lon','lat','time'],'output':'columns'}",
            "{'source':'timetable','limit':3}",
            "{'source':'vehicles','filter':'route_id = `7`'}",
            "{'source':'ports','filter':'country = `Norway`','fields':['name','coordinates']}",
            "{'source':'countries','fields':{'code':'@cca2'}}")) {
      var attempt = new TestAttempt();
      scene.fetch(inputs, attempt);
      long in = attempt.number("bytesIn");
      long out = attempt.number("bytesOut");
      System.out.printf(
          "%8d : %6d = %5.1f  %s  %s%n",
          in, out, (double) in / out, attempt.notes.get("timings"), inputs);
      assertThat(in / out).as(inputs).isGreaterThan(7);
    }
  }

  private void serve(String file, String format) throws IOException {
    scene.server.serve(
        "/" + file, "application/octet-stream", Files.readAllBytes(DEMO.resolve(file)));
    scene.source(file.replaceFirst("\\..*", ""), "/" + file, format, FetchScene.QUICK);
  }

  private JsonNode fetch(String inputs) {
    return scene.fetch(inputs, new TestAttempt());
  }

  private int count(String inputs) {
    return fetch(inputs).path("count").intValue();
  }

  /// Metres along the points, by great circles.
  private static double length(JsonNode points) {
    double metres = 0;
    for (int i = 1; i < points.size(); i++) {
      metres += distance(points.get(i - 1), points.get(i));
    }
    return metres;
  }

  private static double distance(JsonNode a, JsonNode b) {
    double lat1 = Math.toRadians(a.path("lat").doubleValue());
    double lat2 = Math.toRadians(b.path("lat").doubleValue());
    double lon = Math.toRadians(b.path("lon").doubleValue() - a.path("lon").doubleValue());
    double h =
        Math.pow(Math.sin((lat2 - lat1) / 2), 2)
            + Math.cos(lat1) * Math.cos(lat2) * Math.pow(Math.sin(lon / 2), 2);
    return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
  }
}
