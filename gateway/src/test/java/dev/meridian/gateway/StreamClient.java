package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A WebSocket to the gateway under test that notes what comes.
final class StreamClient implements WebSocket.Listener, AutoCloseable {
  static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int FOREVER = 1_000_000;

  final List<JsonNode> frames = new CopyOnWriteArrayList<>();
  volatile int closeCode;
  volatile String closeReason = "";
  volatile @Nullable Throwable error;
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;
  private final int reads;

  StreamClient(URI gateway, String... headers) {
    this(gateway, FOREVER, headers);
  }

  /// One that reads so many parts of frames only.
  StreamClient(URI gateway, int reads, String... headers) {
    this.reads = reads;
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    URI uri = URI.create(gateway.toString().replaceFirst("http", "ws") + "/stream");
    socket = builder.buildAsync(uri, this).join();
  }

  @Override
  public void onOpen(WebSocket opened) {
    opened.request(reads);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      frames.add(Json.read(text.toString()));
      text.setLength(0);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeReason = reason;
    closeCode = code;
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable cause) {
    error = cause;
  }

  void say(String frame) {
    WebSocket _ = socket.sendText(frame, true).join();
  }

  void sayBinary() {
    WebSocket _ = socket.sendBinary(ByteBuffer.allocate(3), true).join();
  }

  /// Reads what it did not.
  void readOn() {
    socket.request(FOREVER);
  }

  /// Subscribes as `s` and waits until it is.
  StreamClient subscribe(String members) {
    return subscribe("s", members);
  }

  StreamClient subscribe(String id, String members) {
    String more = members.isEmpty() ? "" : "," + members;
    say("{\"type\":\"subscribe\",\"id\":\"" + id + "\"" + more + "}");
    Await.until(
        "it is subscribed",
        () -> of("subscribed").stream().anyMatch(f -> f.path("id").asString().equals(id)));
    return this;
  }

  List<JsonNode> of(String type) {
    return frames.stream().filter(f -> f.path("type").asString().equals(type)).toList();
  }

  /// The ids of the crossings that came, in order.
  List<String> crossings() {
    return of("crossing").stream().map(f -> f.path("crossing").path("id").asString()).toList();
  }

  /// The last cursor it was given.
  String cursor() {
    return frames.stream()
        .map(frame -> frame.path("cursor").asString(""))
        .filter(cursor -> !cursor.isEmpty())
        .reduce("", (_, last) -> last);
  }

  /// Waits for the next error and returns its detail.
  String nextError(int before) {
    Await.until("an error comes", Duration.ofSeconds(20), () -> of("error").size() > before);
    return of("error").get(before).path("detail").asString();
  }

  /// Is gone without a word.
  void abort() {
    socket.abort();
  }

  @Override
  public void close() {
    abort();
  }
}
