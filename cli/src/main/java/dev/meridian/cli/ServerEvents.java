package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/// Server-sent events (HTML standard, 9.2), one after another. For one thread.
final class ServerEvents implements AutoCloseable {
  private final BufferedReader in;

  ServerEvents(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  /// An event.
  ///
  /// @param id where to go on after it; empty if it says nothing of that
  /// @param type empty if it has none
  /// @param data empty if it has none
  record Event(String id, String type, String data) {}

  /// The next event; null at the end.
  @Nullable Event next() throws IOException {
    String id = "";
    String type = "";
    StringBuilder data = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int colon = line.indexOf(": ");
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 2);
      switch (field) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> data.append(value);
        case "" -> {
          if (line.isEmpty()) {
            return new Event(id, type, data.toString());
          }
        }
        default -> {} // What nobody knows is let be, as the standard wants it.
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
