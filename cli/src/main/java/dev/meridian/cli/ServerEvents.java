package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Server-sent events (HTML standard, 9.2), one after another. A gateway says something at least
/// every 15 s; if nothing comes for much longer, the connection is dead though nobody said so, and
/// ends. For one thread.
final class ServerEvents implements AutoCloseable {
  static final Duration SILENCE = Duration.ofSeconds(50);

  private final InputStream bytes;
  private final BufferedReader in;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long heard = System.nanoTime();

  /// @param silence after which the connection counts as dead
  ServerEvents(InputStream bytes, Duration silence) {
    this.bytes = bytes;
    this.in = new BufferedReader(new InputStreamReader(bytes, UTF_8));
    Thread.ofVirtual().name("stream-silence").start(() -> watch(silence.toNanos()));
  }

  private void watch(long silence) {
    try {
      for (long left = silence; left > 0; left = heard + silence - System.nanoTime()) {
        if (closed.await(left, TimeUnit.NANOSECONDS)) {
          return;
        }
      }
      bytes.close(); // not the reader, which whoever waits for a line has locked
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
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
      heard = System.nanoTime();
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
    closed.countDown();
    bytes.close();
  }
}
