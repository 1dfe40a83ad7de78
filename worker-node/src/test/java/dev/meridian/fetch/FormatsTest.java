package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.transit.realtime.GtfsRealtime.Alert;
import com.google.transit.realtime.GtfsRealtime.EntitySelector;
import com.google.transit.realtime.GtfsRealtime.FeedEntity;
import com.google.transit.realtime.GtfsRealtime.FeedHeader;
import com.google.transit.realtime.GtfsRealtime.FeedMessage;
import com.google.transit.realtime.GtfsRealtime.TimeRange;
import com.google.transit.realtime.GtfsRealtime.TranslatedString;
import com.google.transit.realtime.GtfsRealtime.TripDescriptor;
import com.google.transit.realtime.GtfsRealtime.TripUpdate;
import com.google.transit.realtime.GtfsRealtime.TripUpdate.StopTimeEvent;
import com.google.transit.realtime.GtfsRealtime.TripUpdate.StopTimeUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class FormatsTest {
  private final FetchScene scene = new FetchScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private JsonNode fetch(String contentType, String body, String members) {
    scene.server.serve("/s", contentType, body);
    scene.source("s", "/s", null, FetchScene.QUICK);
    return scene.fetch("{'source':'s'" + members + "}");
  }

  private String records(String contentType, String body, String members) {
    return fetch(contentType, body, members).path("records").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json                 | [{\"n\":1}]",
        "application/vnd.api+json         | {\"data\":[{\"n\":1}],\"meta\":{}}",
        "text/html; charset=utf-8         | [{\"n\":1}]",
        "text/plain                       | {\"n\":1}",
        "application/octet-stream         | {\"a\":{\"n\":1}}",
        "application/geo+json             | {\"type\":\"Feature\",\"properties\":{\"n\":1}}",
        "application/json                 | {\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":null}]}",
        "text/plain                       | n;m~1;2",
        "text/csv                         | \"n\",m~1,2",
        "text/tab-separated-values        | n\tm~1\t2",
        "application/xml                  | <r><i n='1'/></r>",
        "text/xml                         | <r><i><n>1</n></i></r>",
        "application/atom+xml             | <a:r xmlns:a='u'><a:i><a:n>1</a:n></a:i></a:r>",
        "application/octet-stream         | <?xml version='1.0'?><r><i n='1'/></r>",
        "text/html                        | <table><tr><th>n<th>m<tr><td>1<td>2</table>",
        "text/plain                       | <!DOCTYPE html><table><tr><th>n<tr><td>1</table>"
      })
  void formatIsFoundByTypeAndContent(String contentType, String body) {
    JsonNode answer = fetch(contentType, body.replace('~', '\n'), "");
    assertThat(answer.path("count").intValue()).isEqualTo(1);
    assertThat(answer.path("records").get(0).path("n").intValue()).isEqualTo(1);
  }

  @Test
  void csvKeepsCodesAndNamesEveryColumn() {
    assertThat(
            records(
                "text/csv",
                "zip,,n,n\r\n01234,x,-1.50,1e3\r\n\"a\"\"b,\nc\",,,\r\n\r\n007\r\n",
                ""))
        .isEqualTo(
            "[{\"zip\":\"01234\",\"c2\":\"x\",\"n\":-1.5,\"n#2\":\"1e3\"},"
                + "{\"zip\":\"a\\\"b,\\nc\"},{\"zip\":\"007\"}]");
  }

  @Test
  void xmlRecordsHaveAttributesTextsAndRepeatedChildren() {
    assertThat(
            records(
                "text/xml",
                "<r><i k='v'>t<a>1</a><b><c>2</c></b><a>3</a><e/></i><i>only</i></r>",
                ""))
        .isEqualTo(
            "[{\"k\":\"v\",\"text\":\"t\",\"a\":[1,3],\"b\":{\"c\":2}},{\"text\":\"only\"}]");
  }

  @Test
  void xmlFieldsAreStepsOrXPath() {
    assertThat(
            records(
                "text/xml",
                "<r><i k='v'><a><b c='9'>7</b></a><a><b c='8'>6</b></a></i></r>",
                ",'fields':{'k':'@k','b':'a/b','c':'a/b/@c','last':'a[last()]/b','n':'count(a)','no':'x/y'}"))
        .isEqualTo("[{\"k\":\"v\",\"b\":7,\"c\":9,\"last\":6,\"n\":2}]");
  }

  @Test
  void htmlFieldsAreSelectorsWithAttributes() {
    assertThat(
            records(
                "text/html",
                "<ul><li id=a><a href='/x'>one</a><b>5</b></li><li id=b><a href='/y'>two</a></li></ul>",
                ",'select':'li','fields':{'id':'@id','name':'a','href':'a@href','b':'b'}"))
        .isEqualTo(
            "[{\"id\":\"a\",\"name\":\"one\",\"href\":\"/x\",\"b\":5},"
                + "{\"id\":\"b\",\"name\":\"two\",\"href\":\"/y\"}]");
  }

  @Test
  void nullsAreLeftOut() {
    assertThat(
            records(
                "application/json", "[{\"a\":null,\"b\":{\"c\":null,\"d\":1},\"e\":[null]}]", ""))
        .isEqualTo("[{\"b\":{\"d\":1},\"e\":[null]}]");
  }

  @Test
  void sortPutsMissingLast() {
    String body = "[{\"n\":2},{\"x\":1},{\"n\":10},{\"n\":\"a\"}]";
    assertThat(records("application/json", body, ",'sort':'n'"))
        .isEqualTo("[{\"n\":2},{\"n\":10},{\"n\":\"a\"},{\"x\":1}]");
    assertThat(records("application/json", body, ",'sort':'-n','limit':2"))
        .isEqualTo("[{\"n\":\"a\"},{\"n\":10}]");
  }

  @Test
  void columnsAndFeaturesHaveTheirForms() {
    String body = "[{\"id\":1,\"lon\":8,\"lat\":50,\"n\":1},{\"id\":2,\"m\":2}]";
    assertThat(fetch("application/json", body, ",'output':'columns'").toString())
        .isEqualTo(
            "{\"source\":\"s\",\"count\":2,\"columns\":[\"id\",\"lon\",\"lat\",\"n\",\"m\"],"
                + "\"rows\":[[1,8,50,1,null],[2,null,null,null,2]]}");
    assertThat(fetch("application/json", body, ",'output':'geojson'").toString())
        .isEqualTo(
            "{\"source\":\"s\",\"count\":2,\"type\":\"FeatureCollection\",\"features\":["
                + "{\"type\":\"Feature\",\"id\":1,\"properties\":{\"n\":1},"
                + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[8,50]}},"
                + "{\"type\":\"Feature\",\"id\":2,\"properties\":{\"m\":2},\"geometry\":null}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/json | [1]          | ,'select':'$..a..b'",
        "application/json | [1]          | ,'select':'$[?(@.a =~ /x/)]'",
        "application/json | [1]          | ,'select':'$['",
        "application/json | [1]          | ,'select':'a'",
        "text/csv         | a            | ,'select':'a'",
        "text/html        | <p>          | ,'select':'p['",
        "text/html        | <p>          | ,'select':'p:matches((a+)+)'",
        "text/html        | <p>          | ,'fields':{'x':'p['}",
        "text/xml         | <a/>         | ,'select':'//a//b'",
        "text/xml         | <a/>         | ,'select':'count(//a)'",
        "text/xml         | <a/>         | ,'select':'//a['",
        "text/xml         | <a><b/></a>  | ,'fields':{'x':'b['}",
        "application/json | [1]          | ,'filter':'a ='",
        "application/json | [1]          | ,'crs':'EPSG:1'",
        "application/json | [1]          | ,'bbox':[0,9,1,8]"
      })
  void inputThatCannotBeUnderstoodIsRefused(String contentType, String body, String members) {
    scene.server.serve("/s", contentType, body);
    scene.source("s", "/s", null, FetchScene.QUICK);
    var failure = scene.failure("{'source':'s'" + members + "}");
    assertThat(failure.type()).as(failure.getMessage()).isEqualTo("InvalidInput");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.getMessage()).startsWith("/").contains("(expected: ");
  }

  @Test
  void unknownSourceIsPermanent() {
    assertThat(scene.failure("{'source':'nobody'}").type()).isEqualTo("UnknownSource");
  }

  @Test
  void tooManyItemsAreRefused() {
    scene.server.serve("/s", "text/csv", "n\n" + "1\n".repeat(DocumentParser.MAX_ITEMS + 1));
    scene.source("s", "/s", null, FetchScene.QUICK);
    assertThat(scene.failure("{'source':'s'}").type()).isEqualTo("SourceTooLarge");
    JsonNode some = scene.fetch("{'source':'s','limit':3}");
    assertThat(some.path("count").intValue()).isEqualTo(3);
    assertThat(some.path("truncated").booleanValue()).isTrue();
  }

  @Test
  void tripUpdatesAndAlertsAreFlat() {
    TripUpdate update =
        TripUpdate.newBuilder()
            .setTrip(TripDescriptor.newBuilder().setTripId("t").setRouteId("r"))
            .addStopTimeUpdate(
                StopTimeUpdate.newBuilder()
                    .setStopId("s1")
                    .setArrival(StopTimeEvent.newBuilder().setTime(100).setDelay(5)))
            .addStopTimeUpdate(StopTimeUpdate.newBuilder().setStopId("s2"))
            .build();
    Alert alert =
        Alert.newBuilder()
            .setHeaderText(
                TranslatedString.newBuilder()
                    .addTranslation(TranslatedString.Translation.newBuilder().setText("Late")))
            .addInformedEntity(EntitySelector.newBuilder().setRouteId("r"))
            .addActivePeriod(TimeRange.newBuilder().setStart(7))
            .setCause(Alert.Cause.STRIKE)
            .build();
    FeedMessage feed =
        FeedMessage.newBuilder()
            .setHeader(FeedHeader.newBuilder().setGtfsRealtimeVersion("2.0"))
            .addEntity(FeedEntity.newBuilder().setId("1").setTripUpdate(update))
            .addEntity(FeedEntity.newBuilder().setId("2").setAlert(alert))
            .build();
    scene.server.serve("/s", "application/x-protobuf", feed.toByteArray());
    scene.source("s", "/s", null, FetchScene.QUICK);
    assertThat(scene.fetch("{'source':'s'}").path("records").toString())
        .isEqualTo(
            "[{\"id\":\"1\",\"kind\":\"trip_update\",\"trip_id\":\"t\",\"route_id\":\"r\",\"arrival_delay\":5,\"arrival_time\":100,\"stop_id\":\"s1\"},"
                + "{\"id\":\"1\",\"kind\":\"trip_update\",\"trip_id\":\"t\",\"route_id\":\"r\",\"stop_id\":\"s2\"},"
                + "{\"id\":\"2\",\"kind\":\"alert\",\"cause\":\"STRIKE\",\"header_text\":\"Late\",\"routes\":[\"r\"],\"start\":7}]");
  }

  @Test
  void droppedPlacesAreReported() {
    var attempt = new TestAttempt();
    scene.server.serve(
        "/s",
        "application/geo+json",
        ("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
                + "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[0,0]]}}]}")
            .getBytes(UTF_8));
    scene.source("s", "/s", null, FetchScene.QUICK);
    assertThat(scene.fetch("{'source':'s'}", attempt).path("count").intValue()).isEqualTo(1);
    assertThat(attempt.notes).containsEntry("dropped", 1);
  }
}
