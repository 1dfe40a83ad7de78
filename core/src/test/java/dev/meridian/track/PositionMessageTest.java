package dev.meridian.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.testing.TrackSamples;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PositionMessageTest {
  private static final Look LOOK = new Look(TrackSamples.START, List.of("van-1", "van-ü"));

  @Test
  void lookTravelsAsAMessageOfPositions() {
    Message positions =
        PositionMessage.write(List.of(TrackSamples.position("van-1", 1)), "fra", Seal.NONE);
    Message look = PositionMessage.write(LOOK, "fra", Seal.NONE);
    assertThat(look.contentType()).isEqualTo(positions.contentType());
    var read = PositionMessage.read(look, "fra", Seal.NONE);
    assertThat(read).isEqualTo(new PositionMessage.Batch(List.of(), List.of(LOOK), List.of()));
  }

  @Test
  void workersThatDoNotKnowLooksRefuseTheRowOnly() {
    for (var row : Json.read(PositionMessage.write(LOOK, "fra", Seal.NONE).body())) {
      assertThatThrownBy(() -> PositionJson.ofRow(row)).isInstanceOf(InvalidValueException.class);
    }
  }

  @Test
  void lookThatCannotBeReadIsRefusedAloneAndWhatIsNewInARowIsPassedOver() {
    var row = PositionJson.row(TrackSamples.position("van-1", 1));
    var newer = PositionJson.row(TrackSamples.position("van-1", 1)).add("of later versions");
    byte[] body = ("[{\"until\":\"then\"}," + row + "," + newer + "]").getBytes(UTF_8);
    Message good = PositionMessage.write(LOOK, "fra", Seal.NONE);
    Message mixed =
        new Message(good.headers(), good.contentType(), good.contentEncoding(), null, 0, body);
    var read = PositionMessage.read(mixed, "fra", Seal.NONE);
    assertThat(read.refused()).hasSize(1);
    assertThat(read.looks()).isEmpty();
    assertThat(read.positions()).containsOnly(TrackSamples.position("van-1", 1)).hasSize(2);
  }

  @Test
  void lookIsBounded() {
    List<String> many = Collections.nCopies(Look.MOST + 1, "van");
    assertThatThrownBy(() -> new Look(TrackSamples.START, many))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("objects: 1001 (expected: at most 1000)");
  }
}
