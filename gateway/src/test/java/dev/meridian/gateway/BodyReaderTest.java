package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// How long a large body may take.
final class BodyReaderTest {
  private static final int USUAL = 10;
  private static final int MOST = 100;

  private final AtomicLong now = new AtomicLong();
  private final List<String> larger = new ArrayList<>();

  /// A body whose bytes come one by one.
  private final class Drip extends InputStream {
    private final Duration pause;
    private int left;

    Drip(int length, Duration pause) {
      this.left = length;
      this.pause = pause;
    }

    @Override
    public int read() {
      now.addAndGet(pause.toNanos());
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int read = length == 0 ? 0 : read();
      if (read > 0) {
        bytes[offset] = (byte) read;
      }
      return Math.min(read, 1);
    }
  }

  private byte[] read(InputStream in, long announced) {
    return new BodyReader(in, announced, now::get)
        .read(USUAL, MOST, () -> larger.add("asked at " + now.get()));
  }

  @Test
  void whatIsBeyondTheUsualHasAMinute() {
    assertThatThrownBy(() -> read(new Drip(90, Duration.ofSeconds(1)), 90))
        .isInstanceOf(Refusal.class);
    assertThat(now.get()).isEqualTo(Duration.ofSeconds(USUAL + 1 + 61).toNanos());
    assertThat(larger).hasSize(1);
    assertThat(read(new Drip(90, Duration.ofMillis(600)), -1)).hasSize(90);
  }

  @Test
  void whatIsUsualMayTakeAsLongAsItTakes() {
    assertThat(read(new Drip(USUAL, Duration.ofMinutes(10)), -1)).hasSize(USUAL);
    assertThat(larger).isEmpty();
  }

  @Test
  void bodyIsAsLongAsItMayBe() {
    assertThat(read(new ByteArrayInputStream(new byte[MOST]), -1)).hasSize(MOST);
    for (long announced : new long[] {-1, MOST + 1}) {
      var in = new ByteArrayInputStream(new byte[MOST + 1]);
      assertThatThrownBy(() -> read(in, announced)).isInstanceOf(Refusal.class);
      assertThat(in.available()).as("its client is read to the end").isZero();
    }
  }
}
