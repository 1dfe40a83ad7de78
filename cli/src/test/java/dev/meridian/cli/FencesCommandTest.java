package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `meridian fences …` against a real gateway.
@SuppressWarnings("NullAway.Init")
final class FencesCommandTest {
  private static DevServer dev;

  @BeforeAll
  static void start() {
    dev = DevServer.start();
  }

  @AfterAll
  static void stop() {
    assertThat(dev.stop()).isZero();
  }

  private static Run fences(String... args) {
    return fencesWithStdin("", args);
  }

  private static Run fencesWithStdin(String stdin, String... args) {
    String[] all = Arrays.copyOf(new String[] {"fences"}, args.length + 1);
    System.arraycopy(args, 0, all, 1, args.length);
    return dev.runWithStdin(stdin, all);
  }

  private static String circle(String id, double lon, String properties) {
    return "{\"type\":\"Feature\",\"id\":\"%s\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%s,50]},\"properties\":{\"radius\":250%s}}"
        .formatted(id, lon, properties);
  }

  private static String collection(String... features) {
    return "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",", features) + "]}";
  }

  @Test
  void fenceIsPutShownListedAndRemoved() {
    String rules = ",\"name\":\"North depot\",\"groups\":[\"depots\",\"de\"],\"dwell\":600";
    assertThat(fences("put", "north", circle("x", 100, rules)).out())
        .isEqualTo("north version 1\n");
    Run again = fencesWithStdin(circle("north", 100, rules), "put", "north", "-", "--json");
    assertThat(again.json().path("version").asInt()).isEqualTo(2);
    assertThat(fences("show", "north").lines())
        .containsExactly(
            "Fence         north",
            "Version       2",
            "Name          North depot",
            "Shape         circle 250 m",
            "Groups        depots,de",
            "Expires       never",
            "dwell         600");
    assertThat(fences("show", "north", "--objects").out()).isEmpty();
    assertThat(fences("list", "--bbox", "99,40,101,60").out())
        .matches(
            """
            FENCE +VERSION +SHAPE +EXPIRES +GROUPS +NAME
            north +2 +circle 250 m +- +depots,de +North depot
            """);
    assertThat(fences("remove", "north").out()).isEqualTo("north removed\n");
    Run gone = fences("remove", "north");
    assertThat(gone.code()).isEqualTo(Exit.USAGE);
    assertThat(gone.err())
        .isEqualTo("meridian: No such fence: fence: north (expected: one that /fences lists)\n");
  }

  @Test
  void importAndExportAreTheSame(@TempDir Path folder) throws IOException {
    String[] features =
        IntStream.range(0, 1_203)
            .mapToObj(i -> circle("many-%04d".formatted(i), 20, ",\"ttl\":3600"))
            .toArray(String[]::new);
    Path from = Files.writeString(folder.resolve("in.geojson"), collection(features));
    assertThat(fences("import", from.toString()).out()).isEqualTo("1,203 put, 0 refused\n");

    Path to = folder.resolve("out.geojson");
    assertThat(fences("export", to.toString()).out()).matches("1,\\d+ written\n");
    assertThat(folder.resolve("out.geojson.part")).doesNotExist();
    JsonNode written = Json.read(Files.readString(to));
    assertThat(many(written)).isEqualTo(many(Json.read(collection(features))));
    assertThat(many(fences("export").json())).isEqualTo(many(written));

    Run page = fences("list", "--limit", "3", "--after", "many-0099");
    assertThat(page.lines()).hasSize(4);
    assertThat(page.err()).isEqualTo("meridian: more follow; go on with --after many-0102\n");
    assertThat(fences("list", "--limit", "1100", "--json").json().path("features").size())
        .isEqualTo(1_100);
  }

  private static String many(JsonNode collection) {
    return collection
        .path("features")
        .valueStream()
        .filter(feature -> feature.path("id").asString().startsWith("many-"))
        .map(Json::text)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void importTellsWhatWasRefused() {
    String two = collection(circle("good", 30, ""), circle("bad", 400, ""));
    Run run = fencesWithStdin(two, "import", "-");
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.out()).isEqualTo("1 put, 1 refused\n");
    assertThat(run.err())
        .startsWith("meridian: feature 1 (bad): features/1/geometry/coordinates: [400")
        .hasLineCount(1);
    Run none = fencesWithStdin(collection(circle("bad", 400, "")), "import", "-", "--json");
    assertThat(none.code()).isEqualTo(Exit.FAILED);
    assertThat(none.json().path("accepted").asInt()).isZero();
    assertThat(none.json().at("/refused/0/index").asInt()).isZero();
  }

  @Test
  void nonsenseIsOneLineAndExitCodeTwo(@TempDir Path folder) {
    assertThat(fencesWithStdin("{}", "import", "-").err())
        .isEqualTo("meridian: FILE: - (expected: a FeatureCollection with features)\n");
    assertThat(fences("import", "/nowhere").err())
        .isEqualTo("meridian: FILE: /nowhere (expected: a file that can be read, - or JSON)\n");
    assertThat(fencesWithStdin("[]", "put", "a", "-").err())
        .isEqualTo("meridian: FILE: - (expected: a JSON object of at most 8 MiB)\n");
    Run shapeless = fences("put", "a", "{\"type\":\"Feature\"}");
    assertThat(shapeless.err()).startsWith("meridian: Invalid fence: /geometry").hasLineCount(1);
    assertThat(shapeless.code()).isEqualTo(Exit.USAGE);
    assertThat(fences("export", folder + "/no/such/folder").code()).isEqualTo(Exit.USAGE);
    assertThat(fences("list", "--bbox", "1").code()).isEqualTo(Exit.USAGE);
    assertThat(fences("list", "--limit", "0").code()).isEqualTo(Exit.USAGE);
  }
}
