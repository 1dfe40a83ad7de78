package dev.meridian.cli;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.ChromiumNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A page of a browser of one's own, looked at and used through the DevTools protocol as a person
/// would: by mouse, keys and what is to be seen. For one thread.
final class Page implements WebSocket.Listener, AutoCloseable {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;
  private static final int PATIENCE = 30;
  private static final int FOREVER = 1_000_000_000;

  private final ChromiumNode browser = ChromiumNode.launch();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();

  /// Opens an empty page of 1280 by 800 pixels in light colours.
  Page() {
    socket = http.newWebSocketBuilder().buildAsync(browser.page(), this).join();
    List.of("Page.enable", "Runtime.enable", "Log.enable").forEach(domain -> call(domain, "{}"));
    size(WIDTH, HEIGHT);
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"light\"}]}");
  }

  @Override
  public void onOpen(WebSocket opened) {
    opened.request(FOREVER);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      JsonNode frame = Json.read(text.toString());
      text.setLength(0);
      hear(frame);
    }
    return null;
  }

  private void hear(JsonNode frame) {
    CompletableFuture<JsonNode> call = waiting.remove(frame.path("id").asInt(0));
    String method = frame.path("method").asString("");
    if (call != null) {
      call.complete(frame);
    } else if (method.equals("Runtime.exceptionThrown")) {
      complaints.add(frame.at("/params/exceptionDetails").toString());
    } else if (method.equals("Log.entryAdded")) {
      complaints.add(frame.at("/params/entry/text").asString());
    }
  }

  /// Calls the protocol.
  JsonNode call(String method, String params) {
    ObjectNode frame = Json.object().put("id", calls.incrementAndGet()).put("method", method);
    frame.set("params", Json.read(params));
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(calls.get(), answer);
    WebSocket _ = socket.sendText(frame.toString(), true).join();
    try {
      return answer.get(PATIENCE, TimeUnit.SECONDS).path("result");
    } catch (TimeoutException e) {
      throw new AssertionError("no answer to " + method, e);
    } catch (Exception e) {
      throw new AssertionError(method + " failed", e);
    }
  }

  /// Goes somewhere and waits until the page is there.
  void go(URI where) {
    complaints.clear();
    call("Page.navigate", Json.object().put("url", where.toString()).toString());
    awaitTrue("document.readyState === 'complete' && !!window.meridian");
  }

  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}"
            .formatted(width, height));
  }

  /// The value of an expression of JavaScript; a promise's, if it is one.
  JsonNode eval(String expression) {
    ObjectNode params = Json.object().put("expression", expression).put("returnByValue", true);
    JsonNode result = call("Runtime.evaluate", params.put("awaitPromise", true).toString());
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  String text(String expression) {
    return eval(expression).asString("");
  }

  void awaitTrue(String expression) {
    Await.until(expression, () -> eval(expression).asBoolean(false));
  }

  /// Clicks what a CSS selector finds.
  void click(String selector) {
    JsonNode place =
        eval(
            """
            (() => { const it = document.querySelector(%s); it.scrollIntoView({block: "center"});
              const box = it.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2]; })()
            """
                .formatted(Json.of(selector)));
    click(place.path(0).asDouble(), place.path(1).asDouble());
  }

  void click(double x, double y) {
    mouse("mouseMoved", x, y, "none");
    mouse("mousePressed", x, y, "left");
    mouse("mouseReleased", x, y, "left");
  }

  private void mouse(String type, double x, double y, String button) {
    ObjectNode event = Json.object().put("type", type).put("x", x).put("y", y);
    call("Input.dispatchMouseEvent", event.put("button", button).put("clickCount", 1).toString());
  }

  /// Presses a key such as `Tab` or `Escape`.
  void key(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      ObjectNode event = Json.object().put("type", type).put("key", key).put("code", key);
      if (key.equals("Enter") && type.equals("rawKeyDown")) {
        event.put("type", "keyDown").put("text", "\r");
      }
      call("Input.dispatchKeyEvent", event.put("windowsVirtualKeyCode", code).toString());
    }
  }

  /// Types into the field that a selector finds, in place of what it had.
  void type(String selector, String words) {
    eval("document.querySelector(" + Json.of(selector) + ").select()");
    eval("document.querySelector(" + Json.of(selector) + ").focus()");
    typeHere(words);
  }

  /// Types into the field that has the focus.
  void typeHere(String words) {
    call("Input.insertText", Json.object().put("text", words).toString());
  }

  /// What is to be seen now.
  BufferedImage screenshot() {
    String png = call("Page.captureScreenshot", "{\"format\":\"png\"}").path("data").asString();
    try {
      return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the browser found wrong since it went there: uncaught exceptions, breaches of the content
  /// policy, files that could not be loaded.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    browser.close();
  }
}
