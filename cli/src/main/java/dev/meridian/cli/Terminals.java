package dev.meridian.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Finds out what the output is shown on.
final class Terminals {
  private static final int LEAST_WIDTH = 40;

  private Terminals() {}

  /// The screen of this process.
  @SuppressWarnings("SystemConsoleNull") // it is null again where there is none, since JDK 25
  static Screen screen(Map<String, String> environment) {
    Console console = System.console();
    boolean terminal = console != null && console.isTerminal();
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean colours = terminal && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return terminal ? new Screen(!dumb, colours, () -> columns(environment)) : Screen.plain();
  }

  private static int columns(Map<String, String> environment) {
    String set = environment.getOrDefault("COLUMNS", "");
    String[] size = set.matches("[0-9]{1,4}") ? new String[] {"", set} : ask().split(" ", 2);
    boolean known = size.length == 2 && size[1].matches("[0-9]{1,4}");
    int columns = known ? Integer.parseInt(size[1]) : 0;
    return columns == 0 ? Screen.WIDTH : Math.max(LEAST_WIDTH, columns);
  }

  /// Rows and columns as `stty` tells them; empty if it does not.
  private static String ask() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
      return ended
          ? new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip()
          : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
