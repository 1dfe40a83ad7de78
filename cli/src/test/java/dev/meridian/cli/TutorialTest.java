package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.meridian.testing.JarMaker;
import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// The tutorial: what stands there is what stands in the example, and that builds and runs.
final class TutorialTest {
  private static final Path EXAMPLE = Path.of("..", "docs", "examples", "quotes");
  private static final String CLIENT = "src/client/java/shop/Client.java";
  private static final String TEST = "src/test/java/shop/QuotesTest.java";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java/shop/Quotes.java", CLIENT, TEST})
  void tutorialShowsTheExample(String file) throws IOException {
    String tutorial = Files.readString(Path.of("..", "docs", "tutorial.md"));
    String code = Files.readString(EXAMPLE.resolve(file)).strip();
    assertThat(tutorial).contains("<!-- " + file + " -->\n```java\n" + code + "\n```\n");
  }

  @Test
  void clientGetsItsQuote() throws Exception {
    Path regions =
        Files.writeString(
            folder.resolve("regions.yaml"),
            "version: 1\nregions: [{id: tutorial-fra, location: [8.68, 50.11]}]\n");
    String broker = TestServers.rabbit().uri().toString();
    String results = TestServers.redis().uri().toString();
    Path tasks = ExampleJar.in(Files.createDirectory(folder.resolve("tasks")));
    String[] options = {
      "--tasks",
      tasks.toString(),
      "--config",
      regions.toString(),
      "--broker",
      broker,
      "--results",
      results
    };
    try (DevServer dev = DevServer.start(options)) {
      assertThat(dev.run("regions").out()).contains("tutorial-fra");
      String quotes = tasks.resolve("quotes.jar").toString();
      Process client =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  quotes + ":" + System.getProperty("java.class.path"),
                  EXAMPLE.resolve(CLIENT).toString(),
                  broker,
                  results,
                  regions.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output).contains("Quote[item=tea, total=7.5, region=tutorial-fra]");
      assertThat(client.waitFor()).isZero();
    }
  }

  @Test
  void testOfTheTutorialPasses() throws Exception {
    Path quotes = ExampleJar.in(folder).resolve("quotes.jar");
    Path tests =
        new JarMaker()
            .source("shop.QuotesTest", Files.readString(EXAMPLE.resolve(TEST)))
            .against(quotes)
            .write(folder.resolve("test.jar"));
    URL[] jars = {quotes.toUri().toURL(), tests.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(jars, TutorialTest.class.getClassLoader())) {
      TestExecutionSummary summary = run(loader.loadClass("shop.QuotesTest"));
      assertThat(summary.getFailures()).extracting(f -> f.getException()).isEqualTo(List.of());
      assertThat(summary.getTestsSucceededCount()).isEqualTo(4);
    }
  }

  private static TestExecutionSummary run(Class<?> test) {
    var listener = new SummaryGeneratingListener();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }
}
