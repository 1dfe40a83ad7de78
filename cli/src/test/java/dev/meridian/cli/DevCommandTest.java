package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevCommandTest {
  private static String file(String id) {
    return "version: 1\nregions: [{id: " + id + ", location: [0, 0]}]\n";
  }

  @Test
  void bannerTellsWhereAndThatNothingSurvives() {
    StringWriter out = new StringWriter();
    Shell shell =
        Run.shell(Map.of(), "", new PrintWriter(out, true), new PrintWriter(new StringWriter()));
    AtomicInteger code = new AtomicInteger(-1);
    Thread dev = Thread.ofPlatform().start(() -> code.set(Cli.run(shell, "dev", "--port", "0")));
    Await.until("the banner is complete", () -> out.toString().contains("Ctrl-C"));
    shell.stop().raise();
    Await.until("dev ended", () -> !dev.isAlive());
    assertThat(out.toString())
        .contains("Gateway   http://127.0.0.1:")
        .contains("Regions   fra Frankfurt, iad Northern Virginia, sin Singapore")
        .contains("curl -s http://127.0.0.1:")
        .contains("Nothing survives exit");
    assertThat(code).hasValue(Exit.OK);
  }

  @Test
  void changedFileIsTakenOver(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("regions.yaml"), file("fra"));
    try (DevServer dev = DevServer.start("--config", file.toString())) {
      assertThat(dev.run("regions").out()).contains("fra");
      Files.writeString(file, file("singapore"));
      Await.until("the new region is there", () -> dev.run("regions").out().contains("singapore"));
      Files.writeString(file, "broken");
      Await.holds(
          "the old regions stay",
          Duration.ofSeconds(3),
          () -> dev.run("regions").out().contains("singapore"));
    }
  }

  @Test
  void stopWaitsForRunningTasks() {
    DevServer dev = DevServer.start();
    String id = dev.run("submit", "echo", "-i", "stringInput=x", "-i", "pause:=2").out().strip();
    Await.until("it runs", () -> dev.run("watch", "--help").code() == 0 && running(dev, id));
    assertThat(dev.stop()).isZero();
  }

  private static boolean running(DevServer dev, String id) {
    return dev.run("result", id).code() == Exit.TIMEOUT;
  }

  @Test
  void portInUseIsOneLine() {
    try (DevServer dev = DevServer.start()) {
      String port = dev.url().replaceFirst(".*:", "");
      Run run = Run.of("dev", "--port", port);
      assertThat(run.err()).hasLineCount(1).startsWith("meridian: ").contains(port);
      assertThat(run.code()).isEqualTo(Exit.FAILED);
    }
  }
}
