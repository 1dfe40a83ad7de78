package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class UnpackingTest {
  private static final byte[] TEXT = "some text, some text, some text".getBytes(UTF_8);

  @Test
  void everyEncodingGivesTheSameBody() {
    assertThat(Unpacking.unpack(TEXT, "", 100)).isEqualTo(TEXT);
    assertThat(Unpacking.unpack(TEXT, "identity", 100)).isEqualTo(TEXT);
    assertThat(Unpacking.unpack(gzip(TEXT), "GZip", 100)).isEqualTo(TEXT);
    assertThat(Unpacking.unpack(deflate(TEXT, false), "deflate", 100)).isEqualTo(TEXT);
    assertThat(Unpacking.unpack(deflate(TEXT, true), "deflate", 100)).isEqualTo(TEXT);
  }

  @Test
  void sizeIsBoundedExactly() {
    assertThat(Unpacking.unpack(gzip(TEXT), "gzip", TEXT.length)).isEqualTo(TEXT);
    assertThatThrownBy(() -> Unpacking.unpack(gzip(TEXT), "gzip", TEXT.length - 1))
        .hasMessageContaining("more than 30 bytes");
  }

  @Test
  void ratioIsBounded() {
    byte[] bomb = gzip(new byte[8 << 20]);
    assertThatThrownBy(() -> Unpacking.unpack(bomb, "gzip", 1 << 30))
        .hasMessageContaining("250 times");
  }

  private static byte[] gzip(byte[] body) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] body, boolean bare) {
    var out = new ByteArrayOutputStream();
    try (var deflate = new DeflaterOutputStream(out, new Deflater(9, bare))) {
      deflate.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
