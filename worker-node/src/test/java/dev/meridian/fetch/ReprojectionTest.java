package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.meridian.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against points whose coordinates follow from the definitions (origins, the equator) and against
/// published ones: the worked example of the Ordnance Survey's guide, the old observatory of Bern
/// (swisstopo), the tower of Amersfoort.
final class ReprojectionTest {
  @ParameterizedTest
  @CsvSource({
    "EPSG:3857,        20037508.342789244, 0,            180,        0,           1e-9",
    "EPSG:3857,        1113194.9079327357, 6446275.841017158, 10,    50,          1e-7",
    "EPSG:32632,       500000,       0,                  9,          0,           1e-9",
    "EPSG:32632,       500000,       5538630.702867,     9,          50,          1e-6",
    "EPSG:25832,       500000,       5538630.702867,     9,          50,          1e-6",
    "EPSG:32733,       500000,       10000000,           15,         0,           1e-9",
    "EPSG:3035,        4321000,      3210000,            10,         52,          1e-9",
    "EPSG:2154,        700000,       6600000,            3,          46.5,        1e-9",
    "EPSG:3006,        500000,       0,                  15,         0,           1e-9",
    "EPSG:5070,        0,            0,                  -96,        23,          1e-9",
    "EPSG:2180,        500000,       -5300000,           19,         0,           1e-9",
    "EPSG:27700,       651409.903,   313177.270,         1.716074,   52.657978,   5e-5",
    "EPSG:2056,        2600000,      1200000,            7.438632,   46.951083,   2e-5",
    "EPSG:28992,       155000,       463000,             5.387206,   52.155172,   2e-5",
    "EPSG:31467,       3500000,      0,                  9,          0,           1e-2",
  })
  void pointIsWhereItShouldBe(
      String crs, double x, double y, double lon, double lat, double degrees) {
    double[] at = Reprojection.from(crs).orElseThrow().to(x, y);
    assertThat(at[0]).isCloseTo(lon, within(degrees));
    assertThat(at[1]).isCloseTo(lat, within(degrees));
  }

  @Test
  void everyNameOfASystemIsKnown() {
    for (String crs :
        new String[] {
          "EPSG:25832",
          "epsg:25832",
          "urn:ogc:def:crs:EPSG::25832",
          "http://www.opengis.net/def/crs/EPSG/0/25832"
        }) {
      assertThat(Reprojection.from(crs)).as(crs).isPresent();
    }
    for (String crs :
        new String[] {
          "EPSG:4326",
          "CRS84",
          "OGC:CRS84",
          "urn:ogc:def:crs:OGC:1.3:CRS84",
          "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
          "EPSG:4258"
        }) {
      assertThat(Reprojection.from(crs)).as(crs).isEmpty();
    }
  }

  @Test
  void everyShippedDefinitionCanBeRead() {
    int known = 0;
    for (int code = 2_000; code < 33_000; code++) {
      if (CrsDefinitions.wkt(code).isPresent()) {
        assertThat(Reprojection.from("EPSG:" + code)).isPresent();
        known++;
      }
    }
    assertThat(known).isEqualTo(2 * 60 + 11 + 23 + 4 + 10);
  }

  @Test
  void unknownSystemIsNamed() {
    for (String crs :
        new String[] {"EPSG:1", "EPSG:99999", "mine", "file:///etc/x.wkt", "AUTO:42001"}) {
      assertThatThrownBy(() -> Reprojection.from(crs))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("/crs: " + crs);
    }
  }
}
