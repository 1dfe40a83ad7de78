package dev.meridian.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Renewal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A message that is replayed: changed, and sealed for its new life.
final class ResealTest {
  private static final Renewal RENEWAL =
      new Renewal(
          new TaskId("new"),
          new RequestId("r-new"),
          "sin",
          Sealing.NOW.plusSeconds(60),
          Duration.ofHours(1));

  private final CeleryCodec signing = codec(Sealing.key("s", Purpose.SIGN));
  private final CeleryCodec encrypting =
      codec(Sealing.key("s", Purpose.SIGN), Sealing.key("e", Purpose.ENCRYPT));

  private static CeleryCodec codec(MessageKey... keys) {
    return new CeleryCodec("test").withSeal(Sealing.seal(SigningMode.REQUIRE, keys));
  }

  @Test
  void renewedMessageIsReadLikeANewOne() {
    for (CeleryCodec codec : new CeleryCodec[] {signing, encrypting}) {
      Envelope old = Sealing.envelope(new Random(5));

      Message renewed = codec.reseal(codec.encode(old, "fra"), RENEWAL::of, "sin");

      Envelope read = codec.decode(renewed, "sin");
      assertThat(read.id()).isEqualTo(RENEWAL.task());
      assertThat(read.kwargs()).isEqualTo(old.kwargs());
      assertThat(read.lineage().request()).isEqualTo(RENEWAL.request());
    }
  }

  @Test
  void changeWithoutANewSealIsRefused() {
    Message renewed = RENEWAL.of(signing.encode(Sealing.envelope(new Random(5)), "fra"));

    assertThatThrownBy(() -> signing.decode(renewed, "sin"))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void forgedMessageGetsNoSeal() {
    Message forged = new CeleryCodec("forger").encode(Sealing.envelope(new Random(5)), "fra");

    assertThatThrownBy(() -> signing.reseal(forged, RENEWAL::of, "sin"))
        .isInstanceOf(MalformedMessageException.class);
  }
}
