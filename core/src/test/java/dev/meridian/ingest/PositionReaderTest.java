package dev.meridian.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.LonLat;
import dev.meridian.ingest.PositionReader.Form;
import dev.meridian.ingest.PositionReader.Sink;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PositionReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static final class Seen implements Sink {
    final List<Position> positions = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    int passedOver;
    int most = Integer.MAX_VALUE;

    @Override
    public boolean take(Position position) {
      positions.add(position);
      return positions.size() < most;
    }

    @Override
    public boolean refuse(@Nullable String object, String reason) {
      refused.add(object + "|" + reason);
      return true;
    }

    @Override
    public boolean passOver() {
      passedOver++;
      return true;
    }
  }

  private final Seen seen = new Seen();

  private Seen read(String text, Form form) {
    return read(text, form, null);
  }

  private Seen read(String text, Form form, @Nullable String sender) {
    try {
      new PositionReader(seen, sender).read(new ByteArrayInputStream(text.getBytes(UTF_8)), form);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seen;
  }

  private Position only(String text) {
    read(text, Form.DOCUMENT);
    assertThat(seen.refused).isEmpty();
    assertThat(seen.positions).hasSize(1);
    return seen.positions.getFirst();
  }

  private static String compact(String object) {
    return "{\"object\":\"" + object + "\",\"time\":\"2026-11-22T12:00:00Z\",\"lon\":8,\"lat\":50}";
  }

  private static String feature(String object) {
    return "{\"type\":\"Feature\",\"id\":\""
        + object
        + "\",\"properties\":{\"time\":1795348800},"
        + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[8,50]}}";
  }

  @Test
  void compactObjectSaysEverything() {
    Position bus =
        only(
            """
            {"object": "bus-1", "time": "2026-11-22T13:00:00+01:00", "lon": 8.5, "lat": -50,
             "accuracy": 4.5, "speed": 3, "heading": 90, "altitude": 100.5, "seq": 7,
             "attributes": {"line": "12"}}
            """);
    assertThat(bus)
        .isEqualTo(
            new Position(
                "bus-1",
                NOON,
                new LonLat(8.5, -50),
                4.5,
                7,
                new Motion(3.0, 90.0, 100.5),
                Json.object().put("line", "12")));
  }

  @Test
  void featureSaysEverything() {
    Position bus =
        only(
            """
            {"type": "Feature", "id": 4711,
             "geometry": {"type": "Point", "coordinates": [8.5, -50, 100.5]},
             "properties": {"time": 1795348800000, "accuracy": 4.5, "speed": 3, "heading": null,
              "seq": 7, "line": "12"}}
            """);
    assertThat(bus)
        .isEqualTo(
            new Position(
                "4711",
                NOON,
                new LonLat(8.5, -50),
                4.5,
                7,
                new Motion(3.0, null, 100.5),
                Json.object().put("line", "12")));
  }

  @Test
  void ownTracksSaysItInItsOwnUnits() {
    String message =
        """
        {"_type": "location", "lat": 50, "lon": 8, "tst": 1795348800, "acc": 12, "vel": 36,
         "cog": -1, "alt": 80, "tid": "jp", "batt": 55, "inregions": ["home"]%s}
        """;
    Position phone = only(message.formatted(", \"topic\": \"owntracks/jane/phone\""));
    assertThat(phone)
        .isEqualTo(
            new Position(
                "jane.phone",
                NOON,
                new LonLat(8, 50),
                12,
                0,
                new Motion(10.0, null, 80.0),
                Json.object().put("tid", "jp").put("batt", 55)));
    read(message.formatted(""), Form.DOCUMENT, "joe.watch");
    assertThat(seen.positions.getLast().object()).isEqualTo("joe.watch");
    read(message.formatted(""), Form.DOCUMENT);
    assertThat(seen.refused).singleElement().asString().contains("object: missing");
  }

  @Test
  void otherMessagesOfOwnTracksArePassedOver() {
    read("[{\"_type\":\"waypoint\"},{\"_type\":\"lwt\",\"tst\":1}]", Form.DOCUMENT);
    assertThat(seen.passedOver).isEqualTo(2);
    assertThat(seen.refused).isEmpty();
  }

  @Test
  void collectionsListsAndSequencesHoldMany() {
    String features = "\"features\":[" + feature("a") + "," + feature("b") + "]";
    read("{\"type\":\"FeatureCollection\"," + features + ",\"note\":[1]}", Form.DOCUMENT);
    read("{" + features + ",\"type\":\"FeatureCollection\"}", Form.DOCUMENT);
    read("[" + compact("c") + "," + feature("d") + "]", Form.DOCUMENT);
    read(compact("e") + "\r\n\n" + feature("f") + "\n \n" + compact("g"), Form.LINES);
    read("\u001e" + compact("h") + "\n\u001e" + feature("i").replace(",", ",\n"), Form.RECORDS);
    assertThat(seen.refused).isEmpty();
    assertThat(seen.positions.stream().map(Position::object).toList())
        .containsExactly("a", "b", "a", "b", "c", "d", "e", "f", "g", "h", "i");
    assertThat(seen.positions).allSatisfy(p -> assertThat(p.time()).isEqualTo(NOON));
  }

  @Test
  void oneThatMakesNoSenseDoesNotSpoilTheOthers() {
    String bad = compact("b").replace("50", "NaN");
    read("[" + compact("a") + "," + bad + "," + compact("c") + "]", Form.DOCUMENT);
    read(compact("a") + "\n{\"object\":\n" + compact("c"), Form.LINES);
    assertThat(seen.positions.stream().map(Position::object).toList())
        .containsExactly("a", "c", "a", "c");
    assertThat(seen.refused).hasSize(2);
    assertThat(seen.refused.getFirst()).startsWith("b|latitude: NaN");
    assertThat(seen.refused.getLast()).startsWith("null|document: line 1");
  }

  @Test
  void numberBeyondAllBoundsSpoilsItsPositionOnly() {
    String huge = "1" + "0".repeat(350);
    for (String name : List.of("lon", "lat", "time", "accuracy", "speed", "heading", "altitude")) {
      String bad =
          compact("b")
              .replaceFirst("\"" + name + "\":[^,}]*,?", "")
              .replaceFirst(",?}", ",\"" + name + "\":" + huge + "}");
      read("[" + compact("a") + "," + bad + "," + compact("c") + "]", Form.DOCUMENT);
    }
    read(feature("b").replace("[8,50]", "[8," + huge + "]") + "\n" + compact("c"), Form.LINES);
    assertThat(seen.refused).hasSize(8).allSatisfy(why -> assertThat(why).startsWith("b|"));
    assertThat(seen.positions).hasSize(15);
  }

  @Test
  void halvesOfSurrogatesBelongTogether() {
    assertThat(only(compact("\\ud83d\\ude8c")).object()).isEqualTo("\ud83d\ude8c");
  }

  @Test
  void recordThatIsTooLongIsSkipped() {
    String fill = "x".repeat(PositionReader.LONGEST_RECORD);
    read(compact("a") + "\n" + fill + compact("b") + "\n" + compact("c"), Form.LINES);
    assertThat(seen.positions.stream().map(Position::object).toList()).containsExactly("a", "c");
    assertThat(seen.refused).containsExactly("null|record: too long (expected: 65536 bytes)");
  }

  @Test
  void documentThatBreaksKeepsWhatCameBefore() {
    assertThatThrownBy(() -> read("[" + compact("a") + ",{\"object\"", Form.DOCUMENT))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("line 1");
    assertThatThrownBy(() -> read("[" + compact("b") + "] 1", Form.DOCUMENT))
        .hasMessageContaining("goes on after its end");
    assertThat(seen.positions).hasSize(2);
    for (String scalar : List.of("", "7", "\"x\"", "null")) {
      assertThatThrownBy(() -> read(scalar, Form.DOCUMENT))
          .as(scalar)
          .isInstanceOf(InvalidValueException.class);
    }
    assertThatThrownBy(() -> read("[".repeat(5_000), Form.DOCUMENT)).hasMessageContaining("depth");
  }

  @Test
  void readingStopsWhenNoMoreIsWanted() {
    seen.most = 2;
    read("[" + compact("a") + "," + compact("b") + "," + compact("c"), Form.DOCUMENT);
    assertThat(seen.positions).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"time\"|\"tme\"|tme: given (expected:",
        "\"x\"|null|object: missing",
        "\"x\"|\"a b\"|object: a b",
        "\"x\"|\"a/b\"|object: a/b (expected: no slash)",
        "\"x\"|true|object: true",
        "\"x\"|\"\"|object:",
        "\"x\"|\"half\\ud83d\"|object:",
        "\"lat\":50|\"lat\":90.5|latitude: 90.5",
        "\"lat\":50|\"lat\":\"50\"|lat: \"50\" (expected: a number)",
        "\"lon\":8|\"lon\":1e999|longitude: Infinity",
        "\"lon\":8|\"lon\":[[]]|lon: ARRAY",
        "\"lat\":50|\"seq\":1|lat: missing",
        "\"lat\":50|\"lat\":50,\"accuracy\":-1|accuracy: -1.0",
        "\"lat\":50|\"lat\":50,\"speed\":-1|speed: -1.0",
        "\"lat\":50|\"lat\":50,\"heading\":361|heading: 361",
        "\"lat\":50|\"lat\":50,\"altitude\":1e9|altitude:",
        "\"lat\":50|\"lat\":50,\"seq\":1.5|seq: 1.5",
        "\"lat\":50|\"lat\":50,\"seq\":99999999999999999999|seq:",
        "\"lat\":50|\"lat\":50,\"attributes\":[1]|attributes: ARRAY",
        "\"2026-11-22T12:00:00Z\"|\"yesterday\"|time: \"yesterday\"",
        "\"2026-11-22T12:00:00Z\"|\"2026-11-22\"|time:",
        "\"2026-11-22T12:00:00Z\"|\"1969-12-31T23:59:59Z\"|time:",
        "\"2026-11-22T12:00:00Z\"|\"+300000000-01-01T00:00:00Z\"|time:",
        "\"2026-11-22T12:00:00Z\"|\"+10000-01-01T00:00:00Z\"|time:",
        "\"2026-11-22T12:00:00Z\"|-5|time:",
        "\"2026-11-22T12:00:00Z\"|1e300|time:",
        "\"2026-11-22T12:00:00Z\"|NaN|time:",
        "\"2026-11-22T12:00:00Z\"|null|time:",
      })
  void positionThatMakesNoSenseIsRefusedWithTheReason(String from, String to, String reason) {
    read("[" + compact("x").replace(from, to) + "]", Form.DOCUMENT);
    assertThat(seen.positions).isEmpty();
    assertThat(seen.refused).singleElement().asString().contains("|" + reason);
  }

  @Test
  void hostileFeaturesAreRefused() {
    read(
        """
        [7, null, [], "x", {"type": "FeatureCollection", "features": []},
         {"type": "Feature"}, {"type": "Feature", "properties": 4, "geometry": null},
         {"type": "Feature", "id": "a", "properties": {"time": 1},
          "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}},
         {"type": "Feature", "id": "b", "properties": {"time": 1},
          "geometry": {"type": "Point", "coordinates": ["1", 2]}},
         {"type": "Feature", "id": "c", "properties": {"time": 1},
          "geometry": {"type": "Point", "coordinates": [1]}}]
        """,
        Form.DOCUMENT);
    assertThat(seen.positions).isEmpty();
    assertThat(seen.refused).hasSize(10);
    read("{\"_type\":\"location\",\"topic\":\"x\"}", Form.DOCUMENT);
    String fat = "\"attributes\":{\"x\":\"" + "y".repeat(PositionForms.MOST_ATTRIBUTES) + "\"}";
    read(compact("fat").replace("\"lat\"", fat + ",\"lat\""), Form.DOCUMENT);
    assertThat(seen.refused.getLast()).contains("fat|attributes: 2056 bytes");
    read(compact("deep").replace("\"lat\"", nested(17) + ",\"lat\""), Form.DOCUMENT);
    assertThat(seen.refused.getLast())
        .contains("deep|attributes: more levels (expected: at most 16 levels)");
    read(compact("flat").replace("\"lat\"", nested(16) + ",\"lat\""), Form.DOCUMENT);
    assertThat(seen.positions).hasSize(1);
  }

  /// Attributes of that many levels.
  private static String nested(int levels) {
    return "\"attributes\":{\"x\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
  }
}
