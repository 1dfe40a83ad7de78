package dev.meridian.cli;

import static dev.meridian.testing.TrackSamples.enter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The live map as a person uses it, in a real browser.
final class LiveMapTest {
  private static final Logger LOG = LoggerFactory.getLogger(LiveMapTest.class);
  private static final Color LAND = new Color(0xf7f6f1);
  private static final Color FENCE = new Color(0x6a3fb5);
  private static final Color OBJECT = new Color(0x1d3f8f);
  private static final double FENCE_COVERS = 0.16;
  private static LiveMapScene scene;
  private static Page page;

  @BeforeAll
  static void start() {
    scene = new LiveMapScene();
    page = scene.page;
  }

  @AfterAll
  static void stop() {
    scene.close();
  }

  @Test
  void aFenceIsDrawnAndAnObjectEntersIt() {
    scene.look(13, 50.11, 8.62);
    scene.move("truck-7", 8.58, 50.11);
    double[] outside = scene.shown("truck-7");
    double[] inside = scene.pixel(8.62, 50.115);
    BufferedImage before = page.screenshot();

    page.click("#tab-fences");
    page.click("#fences button.main");
    double[][] corners = {
      {8.60, 50.12}, {8.64, 50.12}, {8.64, 50.10}, {8.60, 50.10}, {8.60, 50.12}
    };
    for (double[] corner : corners) {
      double[] at = scene.pixel(corner[0], corner[1]);
      page.click(at[0], at[1]);
    }
    page.awaitTrue("document.getElementById('fence-shape').value !== ''");
    page.type("#fence-id", "yard");
    page.type("#fence-name", "Test yard");
    page.click(".form button.main");
    page.awaitTrue("window.meridian.counts().fences === 1");

    JsonNode kept = Json.read(scene.send("GET", "/fences/yard", null).body());
    assertThat(kept.at("/properties/name").asString()).isEqualTo("Test yard");
    double west = kept.at("/geometry/coordinates/0/0/0").asDouble();
    assertThat(west).isCloseTo(8.60, Offset.offset(0.001));
    awaitColour("the fence is to be seen", inside, mixed(LAND, FENCE, FENCE_COVERS), 6);
    assertThat(near(colour(before, inside), LAND, 2)).as("what was there before").isTrue();

    scene.move("truck-7", 8.61, 50.115);
    page.awaitTrue(
        "document.querySelector('.log .sentence')?.textContent.startsWith('truck-7 entered Test yard')");
    page.awaitTrue("document.getElementById('spoken').textContent.includes('entered Test yard')");
    double[] now = scene.shown("truck-7");
    awaitColour("the object is there", now, OBJECT, 60);
    assertThat(darkest(before, outside)).as("it was there").isLessThan(120);
    assertThat(darkest(page.screenshot(), outside)).as("and is no longer").isGreaterThan(180);

    page.click("#tab-crossings");
    page.click(".log summary");
    page.awaitTrue("document.querySelector('.log .facts')?.textContent.includes('Fix before')");
    assertThat(page.text("document.querySelector('.log .facts').textContent"))
        .contains("yard, version 1", "truck-7/yard/enter/", "it moved")
        .contains("<b>Frankfurt</b>, 0.0 m away");
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void crossingsThatHappenWhileTheGatewayIsAwayAreShownAfterwards() {
    put("lane", "{\"type\":\"Point\",\"coordinates\":[-77.5,39]}", "\"radius\":500");
    scene.look(14, 39, -77.5);
    page.awaitTrue("window.meridian.counts().fences === 1");
    scene.move("bus-1", -77.53, 39);
    scene.shown("bus-1");

    scene.move("bus-1", -77.5, 39);
    page.awaitTrue("document.querySelector('.log')?.textContent.includes('bus-1 entered lane')");
    scene.move("bus-1", -77.49, 39); // it left, for those who look
    page.awaitTrue("window.meridian.counts().crossings === 2");
    String regions = "document.getElementById('regions').textContent.includes('does not answer')";
    page.awaitTrue("document.querySelectorAll('#regions li').length === 3");
    scene.restartGateway(() -> {
      scene.cross(enter("iad", "bus-2", "lane", 1));
      page.awaitTrue(regions);
    });
    scene.awaitLive();
    page.awaitTrue("!" + regions);
    page.awaitTrue("document.querySelector('.log')?.textContent.includes('bus-2 entered lane')");
    scene.move("bus-1", -77.5, 39);
    page.awaitTrue("window.meridian.counts().crossings === 4");
    page.awaitTrue("document.querySelectorAll('.log li').length === 4");
  }

  @Test
  void aFenceIsMadeChangedAndDeletedWithoutAMouse() {
    scene.look(13, 1.35, 103.82);
    String[] places = {"map", "tab-crossings", "find-text", "theme"};
    StringBuilder reached = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      page.key("Tab", 9);
      reached.append(' ').append(page.text("document.activeElement.id"));
    }
    assertThat(reached.toString()).contains(places);

    page.eval("document.getElementById('tab-crossings').focus()");
    page.key("ArrowRight", 39);
    assertThat(page.text("document.activeElement.id")).isEqualTo("tab-fences");
    page.eval(
        "[...document.querySelectorAll('#fences button')].find((b) => b.textContent === 'Type it').focus()");
    page.key("Enter", 13);
    assertThat(page.text("document.activeElement.id")).isEqualTo("fence-shape");
    page.typeHere("103.80, 1.30\n103.90, 1.30\n103.90, 1.40\n103.80, nonsense");
    page.type("#fence-id", "harbour");
    page.awaitTrue("document.getElementById('fence-shape-error').textContent.includes('nonsense')");
    page.type("#fence-shape", "103.80, 1.30\n103.90, 1.30\n103.90, 1.40");
    page.type("#fence-dwell", "-5");
    page.key("Enter", 13);
    page.awaitTrue("document.getElementById('fence-dwell-error').textContent.includes('expected')");
    page.awaitTrue("document.activeElement.id === 'fence-dwell'");
    page.type("#fence-dwell", "60");
    page.key("Enter", 13);
    page.awaitTrue(
        "document.querySelector('#fences .list')?.textContent.includes('area of 3 corners')");

    page.eval("document.querySelector('#fences [data-id=harbour]').focus()");
    page.key("Enter", 13);
    page.awaitTrue("!!document.getElementById('fence-name')");
    put("harbour", "{\"type\":\"Point\",\"coordinates\":[103.8,1.3]}", "\"radius\":9,\"mine\":1");
    page.type("#fence-name", "Harbour");
    page.key("Enter", 13);
    page.awaitTrue(
        "document.querySelector('.form > .error').textContent.includes('Somebody else')");
    assertThat(version("harbour")).isEqualTo(2);
    page.eval("document.querySelector('.form > .error .danger').focus()");
    page.key("Enter", 13);
    Await.until("mine is kept", () -> version("harbour") == 3);
    JsonNode mine = Json.read(scene.send("GET", "/fences/harbour", null).body());
    assertThat(mine.at("/properties/name").asString()).isEqualTo("Harbour");
    assertThat(mine.at("/properties/dwell").asInt()).isEqualTo(60);

    page.awaitTrue("document.activeElement.dataset.id === 'harbour'");
    page.awaitTrue("document.activeElement.textContent.includes('version 3')");
    page.key("Enter", 13);
    page.awaitTrue("!!document.querySelector('.form .danger')");
    page.eval("document.querySelector('.form .end .danger').focus()");
    page.key("Enter", 13);
    page.awaitTrue("document.getElementById('question').open");
    page.key("Escape", 27);
    page.awaitTrue("!document.getElementById('question').open");
    assertThat(scene.send("GET", "/fences/harbour", null).statusCode()).isEqualTo(200);
    page.eval("document.querySelector('.form .end .danger').focus()");
    page.key("Enter", 13);
    page.awaitTrue("document.getElementById('question').open");
    page.eval("document.getElementById('question-go').focus()");
    page.key("Enter", 13);
    Await.until("it is gone", () -> scene.send("GET", "/fences/harbour", null).statusCode() == 404);
  }

  @Test
  void regionsAndEmptyPlacesSayWhatThereIs() {
    scene.look(3, -30, -120);
    page.click("#tab-regions");
    page.awaitTrue("document.querySelectorAll('#regions li').length === 3");
    assertThat(page.text("document.getElementById('regions').textContent"))
        .contains("healthy", "1 worker", "0 tasks queued");
    page.click("#tab-fences");
    page.awaitTrue("/No fence/.test(document.querySelector('#fences .empty')?.textContent)");
    page.awaitTrue("!document.getElementById('nothing').hidden");
    page.type("#find-text", "nobody");
    page.key("Enter", 13);
    page.awaitTrue("document.getElementById('notices').textContent.includes('nobody')");
    page.click("#theme");
    Color sea = colour(page.screenshot(), new double[] {500, 150});
    assertThat(sea.getRed() + sea.getGreen() + sea.getBlue()).as("dark").isLessThan(150);
    page.click("#theme");
  }

  @Test
  void addressIsFollowed() {
    scene.look(5, 10, 20);
    page.eval("location.hash = '#8/52.5/13.4'");
    // The map says where it is once it has moved.
    page.awaitTrue("location.hash === '#8.00/52.50000/13.40000'");
  }

  // The promise is above 30 a second; LiveMapSoak holds to it on a machine that is not busy.
  @Test
  void fiveThousandMovingObjectsAreDrawnAllTheTime() {
    try (var load = new LiveMapLoad(scene)) {
      LiveMapLoad.Rate rate = load.measure(Duration.ofSeconds(3));

      LOG.info("{}", rate);
      assertThat(rate.objects()).isEqualTo(5_000);
      assertThat(rate.fixes()).isGreaterThan(500);
      assertThat(rate.frames()).isGreaterThan(3);
    }
  }

  @Test
  void fencesAreNotLookedAtAnewWhileALookIsUnderWay() {
    scene.look(13, 50, 8);
    JsonNode looks =
        page.eval(
            """
            (async () => {
              const { Fences } = await import(new URL("fences.js", document.baseURI));
              const own = window.fetch;
              const looks = [];
              window.fetch = (_, { signal }) =>
                new Promise((_, refuse) => signal && looks.push({ signal, refuse }));
              const fences = new Fences({ inSight: () => null });
              const first = fences.load();
              await fences.loadAgain();
              const seen = [looks.length, looks[0].signal.aborted];
              looks[0].refuse(new TypeError("no network"));
              await first;
              fences.loadAgain();
              fences.load();
              window.fetch = own;
              return [...seen, looks.length, looks[1].signal.aborted];
            })()
            """);
    assertThat(looks.toString()).isEqualTo("[1,false,3,true]");
  }

  private static void put(String id, String geometry, String properties) {
    String body =
        "{\"type\":\"Feature\",\"geometry\":%s,\"properties\":{%s}}"
            .formatted(geometry, properties);
    assertThat(scene.send("PUT", "/fences/" + id, body).statusCode()).isBetween(200, 201);
  }

  private static int version(String id) {
    return Json.read(scene.send("GET", "/fences/" + id, null).body()).path("version").asInt();
  }

  private static void awaitColour(String what, double[] at, Color expected, int within) {
    Await.until(what + " " + expected, () -> near(colour(page.screenshot(), at), expected, within));
  }

  private static Color colour(BufferedImage image, double[] at) {
    return new Color(image.getRGB((int) Math.round(at[0]), (int) Math.round(at[1])));
  }

  /// The least sum of red, green and blue round a pixel, divided by three.
  private static int darkest(BufferedImage image, double[] at) {
    int least = 255;
    for (int x = -4; x <= 4; x++) {
      for (int y = -4; y <= 4; y++) {
        Color colour = colour(image, new double[] {at[0] + x, at[1] + y});
        least = Math.min(least, (colour.getRed() + colour.getGreen() + colour.getBlue()) / 3);
      }
    }
    return least;
  }

  private static boolean near(Color one, Color other, int within) {
    return Math.abs(one.getRed() - other.getRed()) <= within
        && Math.abs(one.getGreen() - other.getGreen()) <= within
        && Math.abs(one.getBlue() - other.getBlue()) <= within;
  }

  private static Color mixed(Color below, Color above, double share) {
    return new Color(
        (int) Math.round(below.getRed() + (above.getRed() - below.getRed()) * share),
        (int) Math.round(below.getGreen() + (above.getGreen() - below.getGreen()) * share),
        (int) Math.round(below.getBlue() + (above.getBlue() - below.getBlue()) * share));
  }
}
