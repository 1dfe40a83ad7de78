package dev.meridian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What this machine is called. Does not ask the network, which may be slow to answer.
final class HostName {
  private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /// The name, `localhost` if nobody says.
  ///
  /// @param environment which may say, in HOSTNAME
  static String of(Map<String, String> environment) {
    String host = environment.getOrDefault("HOSTNAME", "");
    try {
      return host.isEmpty() ? Files.readString(FILE).strip() : host;
    } catch (IOException e) {
      return "localhost";
    }
  }
}
