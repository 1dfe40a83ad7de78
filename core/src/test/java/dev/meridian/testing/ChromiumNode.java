package dev.meridian.testing;

import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A private Chromium of Debian's package without a window, with an empty profile and one empty
/// page, driven through the DevTools protocol.
public final class ChromiumNode implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final ServerProcess server = ServerProcess.ofKind("chromium");

  private ChromiumNode() {}

  /// Starts a browser.
  ///
  /// @throws IllegalStateException with advice if Chromium is not installed or does not start
  public static ChromiumNode launch() {
    ServerProcess.require(PROGRAM, "chromium");
    var launched = new ChromiumNode();
    launched.start();
    return launched;
  }

  private void start() {
    List<String> command =
        List.of(
            PROGRAM.toString(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--force-device-scale-factor=1",
            "--lang=en",
            "--remote-debugging-port=" + server.port(),
            "--user-data-dir=" + server.data(),
            "about:blank");
    server.start(command, Map.of("HOME", server.data().toString()), this::isReady);
  }

  /// The WebSocket of its page.
  public URI page() {
    for (JsonNode target : targets()) {
      if (target.path("type").asString("").equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asString());
      }
    }
    throw new IllegalStateException("the browser has no page, see " + server.log());
  }

  private boolean isReady() {
    try {
      return !targets().isEmpty();
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private JsonNode targets() {
    URI list = URI.create("http://127.0.0.1:" + server.port() + "/json/list");
    try (InputStream in = list.toURL().openStream()) {
      return Json.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends it and removes its profile.
  @Override
  public void close() {
    server.discard();
  }
}
