package dev.meridian.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Chord;
import dev.meridian.canvas.Freezing;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Launch;
import dev.meridian.canvas.Signature;
import dev.meridian.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Canvases that the real Celery writes, and what it makes of ours.
@SuppressWarnings("NullAway.Init")
final class CeleryCanvasTest {
  private static CeleryPeer peer;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    peer = new CeleryPeer();
  }

  @AfterAll
  static void stop() throws IOException {
    peer.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signature",
        "immutable",
        "links",
        "chain",
        "group",
        "chord",
        "chain of groups",
        "ends in a group",
        "chord of chains",
        "chord of chords",
        "chord of groups",
        "body is a chain",
        "map",
        "starmap",
        "chunks"
      })
  void nothingIsLostOnTheWayThereAndBack(String sample) throws IOException {
    JsonNode celerys = peer.canvas(sample);
    Canvas canvas = Canvas.of(celerys);
    assertThat(canvas.json()).isEqualTo(celerys);
    assertThat(peer.isSame(sample, canvas.json())).isTrue();
  }

  @Test
  void followUpsInAMessageAreCanvases() throws IOException {
    Envelope first = new CeleryCodec("test").decode(peer.send("chained").getFirst());
    JsonNode step = first.embed().path("chain").get(0);
    Canvas canvas = Canvas.of(step);
    assertThat(canvas).isInstanceOf(Chord.class);
    assertThat(canvas.json()).isEqualTo(step);

    Launch launch = Launch.of(Freezing.following("t-first").freeze(canvas), List.of(Json.of(3)));
    assertThat(launch.openings().getFirst().parts()).isEqualTo(2);
    Envelope part = new CeleryCodec("test").decode(sent(launch, 1));
    assertThat(part.args()).isEqualTo(Json.read("[3,4]"));
    assertThat(part.lineage().groupIndex()).isEqualTo(1);
    assertThat(part.lineage().group()).isEqualTo(launch.openings().getFirst().group());
    assertThat(part.embed().path("chord").path("task").asString()).isEqualTo("peer.echo");
    assertThat(peer.read(sent(launch, 1)).path("embed").path("chord"))
        .isEqualTo(part.embed().path("chord"));
  }

  private static Message sent(Launch launch, int start) {
    return new CeleryCodec("test")
        .encode(launch.starts().get(start).envelope("root", "t-first", Instant.EPOCH));
  }

  @Test
  void sameOriginFreezesToTheSameIds() {
    Canvas canvas = Group.of(Signature.of("a"), Signature.of("b")).join(Signature.of("c"));
    JsonNode once = Freezing.following("t/next").freeze(canvas).json();
    assertThat(Freezing.following("t/next").freeze(canvas).json()).isEqualTo(once);
    assertThat(Freezing.following("other").freeze(canvas).json()).isNotEqualTo(once);
    assertThat(Freezing.following("other").freeze(Canvas.of(once)).json()).isEqualTo(once);
  }

  @Test
  void argumentsOfAComposedCanvasGoToTheTasksThatStartIt() {
    JsonNode group = Group.of(Signature.of("a"), Signature.of("b").alone()).json();
    ((ObjectNode) group).set("args", Json.read("[7]"));
    Canvas canvas = Chain.of(Canvas.of(group));
    assertThat(canvas.signatures().map(s -> s.args().size())).containsExactly(1, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"task\":1}",
        "{\"task\":\"\"}",
        "{\"task\":\"a\",\"args\":{}}",
        "{\"task\":\"a\",\"kwargs\":[]}",
        "{\"task\":\"a\",\"options\":7}",
        "{\"task\":\"celery.chain\",\"subtask_type\":\"chain\",\"kwargs\":{}}",
        "{\"task\":\"celery.group\",\"subtask_type\":\"group\",\"kwargs\":{\"tasks\":[]}}",
        "{\"task\":\"celery.chord\",\"subtask_type\":\"chord\",\"kwargs\":{\"header\":[]}}"
      })
  void whatIsNoCanvasIsRefusedInWords(String json) {
    assertThatThrownBy(() -> Canvas.of(Json.read(json)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("expected:");
  }

  @Test
  void nestingIsBounded() {
    Canvas canvas = Signature.of("a");
    for (int i = 1; i < Canvas.MAX_DEPTH; i++) {
      canvas = Group.of(canvas);
    }
    assertThat(Canvas.of(canvas.json()).depth()).isEqualTo(Canvas.MAX_DEPTH);
    JsonNode deeper = Group.of(canvas).json();
    assertThatThrownBy(() -> Canvas.of(deeper)).hasMessageContaining("levels");
  }
}
