package dev.meridian.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.track.Place;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cursors as text and back.
final class CursorTest {
  @Test
  void cursorIsWhatItsTextSays() {
    Cursor cursor = Cursor.of("gru:1699-3,fra:1700-0");

    assertThat(cursor.places())
        .isEqualTo(Map.of("fra", new Place(1700, 0), "gru", new Place(1699, 3)));
    assertThat(cursor).hasToString("fra:1700-0,gru:1699-3");
    assertThat(Cursor.of(cursor.toString())).isEqualTo(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "fra",
        "fra:",
        "fra:1",
        "fra:1-",
        "fra:-1-0",
        "fra:1-0,",
        "fra:1-0,fra:2-0",
        "FRA:1-0",
        "fra:1-0;gru:1-0",
        "fra:1-0 ",
        "fra:9999999999999999999-0",
        "fra:0x1-0",
        ":1-0",
        "fra:\u0661-0",
        "null"
      })
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> Cursor.of(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("cursor: ");
  }

  @Test
  void endlessOneIsRefused() {
    assertThatThrownBy(() -> Cursor.of("a:1-0,".repeat(10_000)))
        .isInstanceOf(InvalidValueException.class);
  }
}
