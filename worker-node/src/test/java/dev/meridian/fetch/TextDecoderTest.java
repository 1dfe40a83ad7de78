package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

final class TextDecoderTest {
  private static final String GERMAN =
      "Die Straßenbahn fährt über die Brücke nach Köln-Mülheim, während es draußen regnet. "
          .repeat(5);
  private static final String RUSSIAN =
      "Поезд отправляется с первого пути в восемь часов. ".repeat(5);

  private static String decode(byte[] bytes, String contentType) {
    return new TextDecoder(bytes, contentType).text();
  }

  @Test
  void declaredCharsetIsUsed() {
    Charset koi = Charset.forName("KOI8-R");
    Charset japanese = Charset.forName("ISO-2022-JP");
    assertThat(decode(RUSSIAN.getBytes(koi), "text/csv; charset=\"koi8-r\"")).isEqualTo(RUSSIAN);
    assertThat(decode("東京".getBytes(japanese), "text/html;charset=iso-2022-jp")).isEqualTo("東京");
    assertThat(decode(GERMAN.getBytes(ISO_8859_1), "text/csv; charset=iso-8859-1"))
        .isEqualTo(GERMAN);
  }

  @Test
  void byteOrderMarksWinAndAreCutOff() {
    assertThat(decode("\uFEFFä".getBytes(UTF_8), "text/plain; charset=iso-8859-1")).isEqualTo("ä");
    assertThat(decode("\uFEFFä".getBytes(UTF_16BE), "text/plain; charset=utf-8")).isEqualTo("ä");
    assertThat(decode("\uFEFFä".getBytes(UTF_16LE), "")).isEqualTo("ä");
  }

  @Test
  void documentsDeclareTheirCharset() {
    String html = "<html><head><meta charset=windows-1251></head>" + RUSSIAN;
    assertThat(decode(html.getBytes(Charset.forName("windows-1251")), "text/html")).isEqualTo(html);
    String xml = "<?xml version='1.0' encoding='ISO-8859-1'?><r>" + GERMAN + "</r>";
    assertThat(decode(xml.getBytes(ISO_8859_1), "text/xml")).isEqualTo(xml);
  }

  @Test
  void wrongDeclarationsAreSeenThrough() {
    assertThat(decode(GERMAN.getBytes(UTF_8), "text/csv; charset=iso-8859-1")).isEqualTo(GERMAN);
    assertThat(decode(GERMAN.getBytes(ISO_8859_1), "text/csv; charset=utf-8")).isEqualTo(GERMAN);
    assertThat(decode(RUSSIAN.getBytes(Charset.forName("windows-1251")), "text/csv; charset=utf-8"))
        .isEqualTo(RUSSIAN);
    assertThat(decode(GERMAN.getBytes(UTF_8), "text/csv; charset=no-such-thing")).isEqualTo(GERMAN);
  }

  @Test
  void latinHtmlWithoutDeclarationIsGuessed() {
    String html = "<html><body><p>" + GERMAN + "</p></body></html>";
    assertThat(decode(html.getBytes(ISO_8859_1), "text/html")).isEqualTo(html);
  }

  @Test
  void textInNoCharsetFails() {
    byte[] bytes = {'a', (byte) 0xC3, 0x28, (byte) 0xA0, (byte) 0xFF, (byte) 0x81, (byte) 0x8D};
    assertThatThrownBy(() -> decode(bytes, "text/csv; charset=utf-8"))
        .hasMessageContaining("fits no charset");
  }
}
