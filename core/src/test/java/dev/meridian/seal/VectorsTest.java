package dev.meridian.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// The algorithms give what their standards print.
final class VectorsTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void hmacIsThatOfRfc4231Case1() {
    Hmac hmac = new Hmac(new SecretKeySpec(hex("0b".repeat(20)), "HmacSHA256"));
    byte[] expected = hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assertThat(hmac.of("Hi ".getBytes(US_ASCII), "There".getBytes(US_ASCII))).isEqualTo(expected);
    assertThat(hmac.of(new byte[0], "Hi There".getBytes(US_ASCII))).isEqualTo(expected);
  }

  @Test
  void gcmIsThatOfTheSpecificationsCase16() {
    SecretKey key =
        new SecretKeySpec(
            hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"), "AES");
    byte[] plain =
        hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] data = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    byte[] nonce = hex("cafebabefacedbaddecaf888");
    byte[] sealed =
        hex(
            "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");
    Random thatNonce =
        new Random() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(nonce, 0, bytes, 0, bytes.length);
          }
        };
    assertThat(Aead.encrypt(key, thatNonce, data, plain)).isEqualTo(sealed);
    assertThat(Aead.decrypt(key, data, sealed)).hasValue(plain);
  }

  @Test
  void secretsOfAWrongLengthAreRefusedWithoutShowingThem() {
    assertThatThrownBy(() -> MessageKey.Purpose.ENCRYPT.secret(new byte[16]))
        .hasMessage("secret: 16 bytes (expected: base64 of 32 bytes)");
    assertThatThrownBy(() -> MessageKey.Purpose.SIGN.secret(new byte[31]))
        .hasMessage("secret: 31 bytes (expected: base64 of 32 to 64 bytes)");
  }
}
