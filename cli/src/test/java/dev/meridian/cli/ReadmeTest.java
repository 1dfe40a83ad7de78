package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.gateway.GatewayConfig;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The example of the README: it stands here as it stands there, and it works.
final class ReadmeTest {
  // example
  static String strongEarthquakes(URI gateway) throws IOException, InterruptedException {
    String body =
        """
        {"inputs": {"source": "earthquakes", "filter": "mag >= 6", "fields": ["mag", "place"]}}
        """;
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/processes/fetch/execution"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  // end of example

  @Test
  void exampleFindsTheTwoStrongEarthquakesOfTheWeek() throws Exception {
    try (DemoSources sources = DemoSources.start();
        Nodes nodes = Nodes.embedded(quiet(), new Settings(), RegionsInUse.demo(sources.url()))) {
      nodes.startWorkers();
      URI gateway = nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0)).uri();
      String answer = strongEarthquakes(gateway);
      JsonNode records = Json.read(answer).path("records");
      assertThat(records.size()).isEqualTo(2);
      assertThat(records.get(0).path("mag").asDouble()).isGreaterThanOrEqualTo(6);
      assertThat(answer).hasSizeLessThan(500);
    }
  }

  @Test
  void readmeShowsWhatRunsHere() throws IOException {
    String here =
        between(
            Path.of("src/test/java/dev/meridian/cli/ReadmeTest.java"),
            "  // example\n",
            "\n  // end");
    String there = between(Path.of("../README.md"), "<!-- example -->\n```java\n", "```");
    String indented =
        there
            .lines()
            .map(line -> line.isEmpty() ? line : "  " + line)
            .collect(Collectors.joining("\n"));
    assertThat(here.strip()).isEqualTo(indented.strip());
  }

  private static Shell quiet() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Run.shell(Map.of(), "", nowhere, nowhere);
  }

  private static String between(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start));
  }
}
