package dev.meridian.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolygonAreaTest {
  private static final String FIJI = "[[[177,-20],[-178,-20],[-178,-15],[177,-15],[177,-20]]]";

  private static PolygonArea polygon(String coordinates) {
    return area("Polygon", coordinates);
  }

  private static PolygonArea area(String type, String coordinates) {
    String json = "{\"type\":\"%s\",\"coordinates\":%s}".formatted(type, coordinates);
    return PolygonArea.of(Json.read(json));
  }

  private static boolean contains(Area area, double lon, double lat) {
    return area.contains(new LonLat(lon, lat));
  }

  @Test
  void polygonContainsEdgesButNotHoles() {
    var ring = polygon("[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]");
    assertThat(contains(ring, 5, 2)).isTrue();
    assertThat(contains(ring, 0, 0)).isTrue();
    assertThat(contains(ring, 10, 5)).isTrue();
    assertThat(contains(ring, 4, 5)).as("edge of the hole").isTrue();
    assertThat(contains(ring, 5, 5)).as("inside the hole").isFalse();
    assertThat(ring.contains(ring.centre())).isTrue();
  }

  @Test
  void polygonOverTheAntimeridianIsCutThere() {
    var fiji = polygon(FIJI);
    assertThat(fiji.geometry().getNumGeometries()).isEqualTo(2);
    assertThat(contains(fiji, 179, -17)).isTrue();
    assertThat(contains(fiji, -179, -17)).isTrue();
    assertThat(contains(fiji, 180, -17)).isTrue();
    assertThat(contains(fiji, -180, -17)).isTrue();
    assertThat(contains(fiji, 0, -17)).isFalse();
    assertThat(fiji.centre().lon()).isCloseTo(179.5, within(0.001));
    assertThat(fiji.centre().lat()).isCloseTo(-17.5, within(0.1));
  }

  @Test
  void polygonAlreadyCutEqualsOneThatIsNot() {
    var cut =
        area(
            "MultiPolygon",
            "[[[[177,-20],[180,-20],[180,-15],[177,-15],[177,-20]]],"
                + "[[[-180,-20],[-178,-20],[-178,-15],[-180,-15],[-180,-20]]]]");
    assertThat(cut.geometry().equalsTopo(polygon(FIJI).geometry())).isTrue();
    assertThat(cut.centre().lon()).isCloseTo(polygon(FIJI).centre().lon(), within(1e-9));
  }

  @Test
  void holeOnTheOtherSideOfTheAntimeridianIsKept() {
    var area =
        polygon(
            "[[[170,0],[-170,0],[-170,10],[170,10],[170,0]],"
                + "[[-178,4],[-174,4],[-174,6],[-178,6],[-178,4]]]");
    assertThat(contains(area, -176, 5)).isFalse();
    assertThat(contains(area, -172, 5)).isTrue();
    assertThat(contains(area, 176, 5)).isTrue();
  }

  @Test
  void ringOverThePoleIsWrittenDownToIt() {
    var antarctica = polygon("[[[-180,-90],[180,-90],[180,-65],[0,-70],[-180,-65],[-180,-90]]]");
    assertThat(contains(antarctica, 12, -90)).isTrue();
    assertThat(contains(antarctica, 90, -80)).isTrue();
    assertThat(contains(antarctica, 90, -60)).isFalse();
    assertThatThrownBy(() -> polygon("[[[-100,-10],[100,-10],[100,10],[-100,10],[-100,-10]]]"))
        .hasMessage(
            "/coordinates/0/1: [100.0, -10.0] after [-100.0, -10.0] (expected: at most 180 degrees of"
                + " longitude further, or 120 over the antimeridian; add positions between)");
    assertThatThrownBy(() -> polygon("[[[0,80],[120,80],[-120,80],[0,80]]]"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "/coordinates/0/3: [0.0, 80.0]"
                + " (expected: a ring round a pole written down to latitude 90 or -90)");
  }

  @Test
  void wholeGlobeIsAPolygon() {
    var globe = polygon("[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]");
    assertThat(contains(globe, 0, 0)).isTrue();
    assertThat(Shape.of(globe).squareMetres())
        .isCloseTo(4 * Math.PI * GreatCircle.RADIUS * GreatCircle.RADIUS, within(1.0));
  }

  @Test
  void ringThatCrossesItselfIsRepaired() {
    var bowTie = polygon("[[[0,0],[10,10],[10,0],[0,10],[0,0]]]");
    assertThat(bowTie.geometry().isValid()).isTrue();
    assertThat(contains(bowTie, 1, 5)).isTrue();
    assertThat(contains(bowTie, 5, 1)).isFalse();
  }

  @Test
  void overlappingPartsAreMerged() {
    var overlap =
        area(
            "MultiPolygon",
            "[[[[0,0],[6,0],[6,6],[0,6],[0,0]]],[[[4,4],[9,4],[9,9],[4,9],[4,4]]]]");
    assertThat(overlap.geometry().isValid()).isTrue();
    assertThat(overlap.geometry().getNumGeometries()).isEqualTo(1);
    assertThat(contains(overlap, 5, 5)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[[0,0],[1,0],[1,1],[0,1]]] | /coordinates/0/3: [0.0, 1.0] | the first position again",
        "[[[0,0],[1,0],[0,0]]] | /coordinates/0: | at least 4 positions",
        "[[[0,0],[1,0],[1,99],[0,0]]] | /coordinates/0/2: [1,99] | latitude of -90..90",
        "[[[0,0],[200,0],[1,9],[0,0]]] | /coordinates/0/1: [200,0] | longitude of -180..180",
        "[[[0,0],[\"1\",0],[1,9],[0,0]]] | /coordinates/0/1: | [longitude, latitude]",
        "[[[0,0],[1],[1,9],[0,0]]] | /coordinates/0/1: [1] | [longitude, latitude]",
        "[] | /coordinates: [] | an array",
        "[[]] | /coordinates/0: [] | an array of at least 4 positions",
        "[[[0,0],[1,1],[2,2],[0,0]]] | /coordinates: [ | a valid polygon, but here is:",
        "[[[0,0],[1,0],[1,1],[0,0]],[[5,5],[6,5],[6,6],[5,5]]] | /coordinates: [5.0, 5.0]"
            + " | Hole lies outside shell",
      })
  void polygonRefusesNamingTheCoordinate(String coordinates, String where, String expected) {
    assertThatThrownBy(() -> polygon(coordinates))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(where)
        .hasMessageContaining(expected);
  }

  @Test
  void polygonRefusesOtherTypesAndTooManyPositions() {
    assertThatThrownBy(() -> area("Point", "[1,2]"))
        .hasMessage("/type: \"Point\" (expected: Polygon or MultiPolygon)");
    String many = "[0,0],".repeat(100_001) + "[0,0]";
    assertThatThrownBy(() -> polygon("[[" + many + "]]"))
        .hasMessage("/coordinates/0/100000: 100001 (expected: at most 100000 positions)");
  }

  /// The same polygon moved round the globe answers the same about points moved along.
  @RepeatedTest(50)
  void polygonAnswersTheSameWhereverItIs(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    double[] radii = IntStream.range(0, 12).mapToDouble(i -> random.nextDouble(5, 40)).toArray();
    int shift = random.nextInt(-180, 181);
    PolygonArea here = star(radii, 0);
    PolygonArea there = star(radii, shift);
    assertThat(there.contains(there.centre())).isTrue();
    for (int i = 0; i < 300; i++) {
      double lon = random.nextDouble(-60, 60);
      double lat = random.nextDouble(-60, 60);
      assertThat(contains(there, wrapped(lon + shift), lat))
          .as("seed %s, shift %s, %s %s", repetition, shift, lon, lat)
          .isEqualTo(contains(here, lon, lat));
    }
  }

  private static PolygonArea star(double[] radii, double shift) {
    var ring = Json.array();
    for (int i = 0; i <= radii.length; i++) {
      double angle = 2 * Math.PI * (i % radii.length) / radii.length;
      double radius = radii[i % radii.length];
      ring.add(
          Json.array()
              .add(wrapped(radius * Math.cos(angle) + shift))
              .add(radius * Math.sin(angle)));
    }
    var polygon = Json.object().put("type", "Polygon");
    polygon.set("coordinates", Json.array().add(ring));
    return PolygonArea.of(polygon);
  }

  private static double wrapped(double lon) {
    return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
  }

  @Test
  void ringThatCrossesItselfAllTheTimeIsRefusedAtOnce() {
    long started = System.nanoTime();
    assertThatThrownBy(() -> polygon("[" + lattice(2_500) + "]"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a valid polygon, but here is: Self-intersection");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    assertThat(polygon("[" + lattice(20) + "]").geometry().isValid()).as("repaired").isTrue();
  }

  /// Up and down that often, and as often to and fro over it: a ring that crosses itself as often
  /// as the square of that.
  private static String lattice(int legs) {
    var corners = new StringJoiner(",", "[", "]");
    double step = 1.0 / legs;
    for (int i = 0; i < legs; i++) {
      double at = i * step;
      corners.add("[%s,%s],[%s,%s]".formatted(at, i % 2 * 2 - 0.5, at, 1.5 - i % 2 * 2));
    }
    for (int i = 0; i < legs; i++) {
      double at = i * step;
      corners.add("[%s,%s],[%s,%s]".formatted(1.5 - i % 2 * 2, at, i % 2 * 2 - 0.5, at));
    }
    return corners.add("[0.0,-0.5]").toString();
  }
}
