package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.fence.Crossing.Kind;
import dev.meridian.fence.Windows.Window;
import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FenceReaderTest {
  @Test
  void rulesAndCircleAreRead() {
    Fence fence =
        feature(
            """
            {"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [8, 50]},
             "properties": {"radius": 250, "minInside": 20, "minOutside": 1.5, "exitBuffer": 0,
               "dwell": 600, "enterAtFirst": true}}
            """);
    assertThat(fence.id()).isEqualTo("7");
    assertThat(fence.outline())
        .isInstanceOfSatisfying(
            CircleOutline.class, circle -> assertThat(circle.radius()).isEqualTo(250));
    assertThat(fence.rules())
        .isEqualTo(
            new FenceRules(
                Duration.ofSeconds(20),
                Duration.ofMillis(1500),
                0.0,
                Duration.ofMinutes(10),
                true));
  }

  @Test
  void rulesOfWhatIsToldAreRead() {
    FenceRules rules =
        point(
                """
                "groups": ["yards"], "kinds": ["enter", "approach", "outside"], "objects": ["bus-*"],
                "floor": -5, "ceiling": 120.5, "zone": "Europe/Berlin", "level": 0,
                "windows": [{"days": ["mon", "fri"], "from": "22:00", "to": "06:30"},
                            {"from": "08:00", "to": "24:00"}],
                "approach": {"distance": 500, "eta": 90}, "colour": "red", "title": 1, "stone": {},
                "exclusive": "zones", "priority": 1.5
                """)
            .rules();
    assertThat(rules.scope()).isEqualTo(new Scope(List.of("bus-*"), -5.0, 120.5));
    assertThat(rules.telling())
        .isEqualTo(
            new Telling(
                List.of("yards"),
                EnumSet.of(Kind.ENTER, Kind.APPROACH, Kind.OUTSIDE),
                new Windows(
                    ZoneId.of("Europe/Berlin"),
                    List.of(
                        new Window(
                            EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                            LocalTime.of(22, 0),
                            LocalTime.of(6, 30)),
                        new Window(
                            EnumSet.allOf(DayOfWeek.class),
                            LocalTime.of(8, 0),
                            LocalTime.MIDNIGHT))),
                new Approach(500.0, Duration.ofSeconds(90)),
                Duration.ZERO));
    assertThat(rules.exclusive()).isEqualTo(new Exclusive("zones", 1.5));
    assertThat(FenceRulesJson.read(FenceRulesJson.write(rules))).isEqualTo(rules);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kinds\": [\"entr\"] | kinds/0: entr (expected: one of approach, cross, dwell, enter, exit, inside, outside; did you mean enter?)",
        "\"kinds\": [\"outside\"] | kinds: outside (expected: the rule objects, too",
        "\"kinds\": [\"approach\"] | kinds: approach (expected: the rule approach, too)",
        "\"kinds\": \"enter\" | kinds: \"enter\" (expected: a list of strings)",
        "\"enterAtFirst\": \"yes\" | enterAtFirst: \"yes\" (expected: true or false)",
        "\"groups\": [\"\"] | groups/0:  (expected: 1..100 characters)",
        "\"objects\": [\"\"] | objects/0:  (expected: 1..128 characters)",
        "\"exclusive\": \"\" | exclusive:  (expected: 1..100 characters)",
        "\"exclusive\": [\"zones\"] | exclusive: [\"zones\"] (expected: a string)",
        "\"exclusive\": \"a\", \"priority\": \"high\" | priority: \"high\" (expected: a number)",
        "\"exclusive\": \"a\", \"priority\": 2e9 | priority: 2.0E9 (expected: a number, -1e9..1e9)",
        "\"Exclusive\": \"a\" | Exclusive: \"a\" (expected: the name exclusive)",
        "\"floor\": 9, \"ceiling\": 9 | ceiling: 9.0 (expected: above the floor, 9.0)",
        "\"approach\": {} | approach: neither (expected: distance",
        "\"approach\": {\"distance\": 0} | approach/distance: 0.0 (expected:",
        "\"approach\": {\"eta\": \"1\"} | approach/eta: \"1\" (expected: a number)",
        "\"approach\": {\"radius\": 1} | approach/radius: 1 (expected: one of distance, eta)",
        "\"windows\": [] | windows: 0 (expected: 1..20)",
        "\"windows\": [{\"from\": \"8\", \"to\": \"09:00\"}] | windows/0/from: \"8\" (expected: a time of day",
        "\"windows\": [{\"from\": \"08:00\"}] | windows/0/to: nothing (expected: a time of day",
        "\"windows\": [{\"days\": [\"monday\"]}] | windows/0/days: monday (expected: one of",
        "\"zone\": \"Berlin\", \"windows\": [] | zone: \"Berlin\" (expected: a time zone",
        "\"min_inside\": 5 | min_inside: 5 (expected: the name minInside)",
        "\"group\": \"a\" | group: \"a\" (expected: the name groups)",
        "\"Dwell\": 5 | Dwell: 5 (expected: the name dwell)",
        "\"enter-at-first\": true | enter-at-first: true (expected: the name enterAtFirst)",
      })
  void refusalNamesTheRule(String property, String message) {
    assertThatThrownBy(() -> point(property)).hasMessageStartingWith("/properties/" + message);
  }

  @Test
  void usualExitBufferGrowsWithTheFence() {
    FenceRules rules = FenceRules.STANDARD;
    var centre = new LonLat(0, 0);
    assertThat(rules.exitBuffer(CircleOutline.of(centre, 50))).isEqualTo(20);
    assertThat(rules.exitBuffer(CircleOutline.of(centre, 1000))).isBetween(99.9, 100.1);
  }

  /// A bow tie is two triangles.
  @Test
  void ringThatCrossesItselfIsRepaired() {
    Fence tie = polygon("[[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]");
    assertThat(tie.outline().covers(new LonLat(0.5, 1))).isTrue();
    assertThat(tie.outline().covers(new LonLat(1.5, 1))).isTrue();
    assertThat(tie.outline().covers(new LonLat(1, 0.5))).isFalse();
  }

  @Test
  void edgeOfAHoleIsInsideAndTheHoleIsNot() {
    Fence ring = polygon("[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[3,3],[3,6],[6,6],[6,3],[3,3]]]");
    assertThat(ring.outline().covers(new LonLat(3, 5))).isTrue();
    assertThat(ring.outline().covers(new LonLat(3.0000001, 5))).isFalse();
    assertThat(ring.outline().covers(new LonLat(9, 9))).isTrue();
    assertThat(ring.outline().covers(new LonLat(9.0000001, 9))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,95],[0,0]]]} | /geometry/coordinates/0/2",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]} | /geometry/coordinates/0/3",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1e-8,0],[1e-8,1e-8],[0,0]]]} | /geometry/coordinates",
        "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,0]]} | /geometry/type",
        "{\"type\":\"Point\",\"coordinates\":[200,0]} | /geometry/coordinates",
        "{\"type\":\"Point\",\"coordinates\":[20,0]} | /properties/radius",
      })
  void refusalNamesTheCoordinate(String geometry, String pointer) {
    String feature =
        "{\"type\":\"Feature\",\"id\":\"f\",\"properties\":{\"radius\":-1},\"geometry\":"
            + geometry
            + "}";
    assertThatThrownBy(() -> feature(feature)).hasMessageStartingWith(pointer + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"Point\",\"coordinates\":[HUGE,0]} | /geometry/coordinates",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,HUGE],[0,0]]]} | /geometry/coordinates/0/2",
        "{\"type\":\"Point\",\"coordinates\":[20,0]} | /properties/radius",
      })
  void numberBeyondAllBoundsIsRefused(String geometry, String pointer) {
    String feature =
        "{\"type\":\"Feature\",\"id\":\"f\",\"properties\":{\"radius\":HUGE},\"geometry\":"
            + geometry
            + "}";
    assertThatThrownBy(() -> feature(feature.replace("HUGE", "1" + "0".repeat(350))))
        .hasMessageStartingWith(pointer + ": ");
  }

  @Test
  void collectionNamesFencesByPlaceAndRefusesAnIdTwice() {
    String point =
        "{\"type\":\"Feature\",%s\"properties\":{\"radius\":5},"
            + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}";
    assertThat(collection(point.formatted(""), point.formatted("\"id\":\"b\",")))
        .extracting(Fence::id)
        .containsExactly("0", "b");
    assertThatThrownBy(() -> collection(point.formatted("\"id\":\"1\","), point.formatted("")))
        .hasMessage("/features/1/id: 1 (expected: an id no other fence has)");
  }

  private static List<Fence> collection(String... features) {
    return FenceReader.collection(
        Json.read(
            "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",", features) + "]}"));
  }

  private static Fence polygon(String coordinates) {
    return feature(
        "{\"type\":\"Feature\",\"id\":\"f\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
            + coordinates
            + "}}");
  }

  private static Fence point(String properties) {
    return feature(
        "{\"type\":\"Feature\",\"id\":\"f\",\"properties\":{\"radius\":5,"
            + properties
            + "},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}");
  }

  private static Fence feature(String json) {
    return FenceReader.feature(Json.read(json));
  }
}
