package dev.meridian.carousel;

import dev.meridian.json.Json;
import dev.meridian.wait.WakeUpCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Hears all crossings of some objects. Connects again by itself, with its cursor, as a client
/// should. Thread-safe.
public final class Subscriber implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI stream;
  private final String objects;
  private final Consumer<JsonNode> crossed;
  private final Set<String> ids = new HashSet<>();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private @Nullable String cursor;
  private @Nullable WebSocket socket;
  private Counts counts = new Counts(0, 0, 0, 0);

  /// What it heard besides.
  ///
  /// @param repeated crossings that were heard more than once, by their ids
  /// @param gaps how often the gateway said that it could not tell all
  /// @param complaints how often the gateway said that something was wrong
  /// @param connections how often it connected
  public record Counts(long repeated, long gaps, long complaints, long connections) {}

  /// A subscriber that has subscribed when this returns.
  ///
  /// @param gateway its URL
  /// @param objects what it hears of: a pattern such as `rider-*`
  /// @param crossed is told of each crossing once, by one thread at a time
  public Subscriber(String gateway, String objects, Consumer<JsonNode> crossed) {
    this.stream = URI.create(gateway.replaceFirst("^http", "ws") + "/stream");
    this.objects = objects;
    this.crossed = crossed;
    connect();
  }

  /// What it heard besides, so far.
  public synchronized Counts counts() {
    return counts;
  }

  private synchronized void connect() {
    count(0, 0, 0, 1);
    socket = http.newWebSocketBuilder().buildAsync(stream, new Frames()).join();
    ObjectNode subscribe = Json.object().put("type", "subscribe").put("id", "all");
    subscribe.putArray("objects").add(objects);
    if (cursor != null) {
      subscribe.put("cursor", cursor);
    }
    socket.sendText(Json.text(subscribe), true).join();
  }

  private void count(int repeated, int gaps, int complaints, int connections) {
    counts =
        new Counts(
            counts.repeated + repeated,
            counts.gaps + gaps,
            counts.complaints + complaints,
            counts.connections + connections);
  }

  private void connectAgain() {
    boolean connected = false;
    while (open.get() && !connected) {
      try {
        connect();
        connected = true;
      } catch (CompletionException e) {
        WakeUpCalls.park(this, PAUSE.toNanos());
      }
    }
  }

  private synchronized void read(String frame) {
    JsonNode json = Json.read(frame);
    cursor = json.path("cursor").asString(cursor);
    switch (json.path("type").asString("")) {
      case "crossing" -> crossed(json.path("crossing"));
      case "gap" -> count(0, 1, 0, 0);
      case "error" -> {
        count(0, 0, 1, 0);
        throw new IllegalStateException(frame); // which ends the connection
      }
      default -> {
        // Subscribed, or a sign of life.
      }
    }
  }

  private void crossed(JsonNode crossing) {
    if (ids.add(crossing.path("id").asString())) {
      crossed.accept(crossing);
    } else {
      count(1, 0, 0, 0);
    }
  }

  @Override
  public void close() {
    open.set(false);
    http.shutdownNow();
  }

  /// Puts the parts of frames together.
  private final class Frames implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        read(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      again();
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      again();
    }

    private void again() {
      if (open.get()) {
        Thread.ofVirtual().name("subscriber").start(Subscriber.this::connectAgain);
      }
    }
  }
}
