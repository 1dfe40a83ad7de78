package dev.meridian.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The counties of the United States, of which 40 are not valid as they come.
final class RealPolygonsTest {
  private static final String FILE = "counties-10m.json.gz";
  private static final int POINTS = 250_000;

  @Test
  void indexAgreesWithJtsOnCounties() throws IOException {
    List<PolygonOutline> counties = RealSets.topoJson(text(), "counties");
    assertThat(counties).hasSize(3_230);
    SameAnswers.check(counties, POINTS, 20261122);
  }

  private static byte[] text() throws IOException {
    InputStream file = RealPolygonsTest.class.getResourceAsStream(FILE);
    try (InputStream text = new GZIPInputStream(Objects.requireNonNull(file, FILE))) {
      return text.readAllBytes();
    }
  }
}
