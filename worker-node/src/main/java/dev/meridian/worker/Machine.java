package dev.meridian.worker;

import dev.meridian.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ArrayNode;

/// What this machine says of itself, for monitors.
final class Machine {
  private static final Path LOAD = Path.of("/proc/loadavg");

  private Machine() {}

  /// The load averages over 1, 5 and 15 minutes; zeros where the system has no such file.
  static ArrayNode loadAverages() {
    ArrayNode averages = Json.array();
    try {
      String[] words = Files.readString(LOAD).split(" ", -1);
      for (int i = 0; i < 3; i++) {
        averages.add(Double.parseDouble(words[i]));
      }
      return averages;
    } catch (IOException | RuntimeException e) {
      return Json.array().add(0.0).add(0.0).add(0.0);
    }
  }

  /// The name of the operating system.
  static String system() {
    return System.getProperty("os.name", "unknown");
  }
}
