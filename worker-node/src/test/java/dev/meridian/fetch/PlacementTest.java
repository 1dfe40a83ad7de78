package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.builtin.FetchInput;
import dev.meridian.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

final class PlacementTest {
  private static Placement placement(String members) {
    String inputs =
        "{\"source\":\"s\"" + (members.isEmpty() ? "" : "," + members.replace('\'', '"')) + "}";
    return new Placement(Json.convert(Json.read(inputs), FetchInput.class));
  }

  private static ObjectNode record(String json) {
    return (ObjectNode) Json.read(json.replace('\'', '"'));
  }

  private static String place(String members, String json) {
    Item item = placement(members).place(record(json));
    return item == null ? "outside" : item.record() + " " + item.geometry();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'lon':8.1234567,'lat':50}        | {'lon':8.12346,'lat':50} [8.12346,50]",
        "{'Longitude':8,'Latitude':50}     | {'Longitude':8,'Latitude':50} [8,50]",
        "{'lng':8,'lat':50.0}              | {'lng':8,'lat':50} [8,50]",
        "{'coordinates':[8.0000001,50,3]}  | {'coordinates':[8,50,3]} [8,50,3]",
        "{'geometry':{'type':'Point','coordinates':[8,50]},'a':1} | {'a':1,'lon':8,'lat':50} [8,50]",
        "{'geometry':{'type':'Point','coordinates':[8,50]},'lon':'x'} | {'lon':'x','lat':50} [8,50]",
      })
  void pointsAreFoundAndRounded(String json, String expected) {
    assertThat(place("", json))
        .isEqualTo(
            expected
                .replace('\'', '"')
                .replaceFirst(" (\\[.*)$", " {\"type\":\"Point\",\"coordinates\":$1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'lon':181,'lat':0}",
        "{'lon':0,'lat':-91}",
        "{'geometry':{'type':'Point','coordinates':['a',1]}}",
        "{'geometry':{'type':'Point'}}",
        "{'geometry':{'type':'Blob','coordinates':[1,2]}}",
        "{'geometry':{'type':'LineString','coordinates':[[1,2]]}}",
        "{'geometry':{'type':'Polygon','coordinates':[]}}",
        "{'geometry':{'type':'Polygon','coordinates':[[[0,0],[1,1],[2,2],[0,0]]]}}",
        "{'geometry':{'type':'LineString','coordinates':'x'}}",
      })
  void placesThatAreNoneAreDroppedAndCounted(String json) {
    Placement placement = placement("");
    Item item = placement.place(record(json));
    assertThat(item).isNotNull();
    assertThat(item == null ? null : item.geometry()).isNull();
    assertThat(placement.dropped()).isEqualTo(1);
  }

  @Test
  void invalidPolygonsAreMended() {
    assertThat(
            place(
                "",
                "{'geometry':{'type':'Polygon','coordinates':[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}"))
        .contains("MultiPolygon");
    assertThat(place("", "{'geometry':{'type':'Polygon','coordinates':[[[0,0],[2,0],[2,2]]]}}"))
        .contains("\"Polygon\"")
        .contains("[0,0]]");
  }

  @Test
  void boxMayCrossTheAntimeridian() {
    assertThat(place("'bbox':[170,-20,-170,0]", "{'lon':179,'lat':-10}")).isNotEqualTo("outside");
    assertThat(place("'bbox':[170,-20,-170,0]", "{'lon':-175,'lat':-10}")).isNotEqualTo("outside");
    assertThat(place("'bbox':[170,-20,-170,0]", "{'lon':0,'lat':-10}")).isEqualTo("outside");
    assertThat(place("'bbox':[0,0,1,1]", "{'a':1}")).isEqualTo("outside");
  }

  @Test
  void linesAndPolygonsMustTouchTheArea() {
    String line = "{'geometry':{'type':'LineString','coordinates':[[-1,0.5],[2,0.5]]}}";
    assertThat(place("'bbox':[0,0,1,1]", line)).isNotEqualTo("outside");
    assertThat(place("'bbox':[0,2,1,3]", line)).isEqualTo("outside");
    String triangle = "'polygon':{'type':'Polygon','coordinates':[[[0,0],[4,0],[0,4],[0,0]]]}";
    assertThat(place(triangle, "{'lon':1,'lat':1}")).isNotEqualTo("outside");
    assertThat(place(triangle, "{'lon':3,'lat':3}")).isEqualTo("outside");
    assertThat(place(triangle + ",'bbox':[2,0,3,1]", "{'lon':1,'lat':1}")).isEqualTo("outside");
  }

  @Test
  void projectedCoordinatesBecomeDegrees() {
    assertThat(place("'crs':'EPSG:25832'", "{'X':500000,'Y':5538630.7,'a':1}"))
        .startsWith("{\"a\":1,\"lon\":9,\"lat\":50}");
    assertThat(
            place(
                "'crs':'EPSG:3857'",
                "{'geometry':{'type':'LineString','coordinates':[[0,0],[1113194.9,0]]}}"))
        .contains("[[0,0],[10,0]]");
    assertThat(place("", "{'x':500000,'y':5538630.7}")).endsWith("null");
  }

  @Test
  void simplifiedLinesStayWithinTheirTolerance() {
    String line =
        "{'geometry':{'type':'LineString','coordinates':[[0,60],[0.001,60.00002],[0.002,60],[0.003,60.001]]}}";
    assertThat(place("'simplify':5", line)).contains("[[0,60],[0.002,60],[0.003,60.001]]");
    assertThat(place("'simplify':1", line)).contains("[0.001,60.00002]");
  }

  @Test
  void wrongAreasAreRefused() {
    assertThatThrownBy(() -> placement("'bbox':[0,5,1,1]"))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(
            () -> placement("'polygon':{'type':'Polygon','coordinates':[[[0,0],[4,0]]]}"))
        .isInstanceOf(InvalidValueException.class);
  }
}
