package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "30s, PT30S",
    "250ms, PT0.25S",
    "5m, PT5M",
    "2h, PT2H",
    "1d, PT24H",
    "0, PT0S"
  })
  void durationsHaveUnits(String text, Duration expected) {
    assertThat(Values.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "12345, 12.3 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "5000000000, 5.0 GB"
  })
  void bytesAreRounded(long bytes, String expected) {
    assertThat(Values.bytes(bytes)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"PT0.012S, 12 ms", "PT3.2S, 3.2 s", "PT5M20S, 5 min 20 s", "PT2H5M, 2 h 5 min"})
  void timesAreRounded(Duration time, String expected) {
    assertThat(Values.time(time)).isEqualTo(expected);
  }
}
