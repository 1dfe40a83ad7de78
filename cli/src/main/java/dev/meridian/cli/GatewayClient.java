package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Talks to a gateway over HTTP. For one thread at a time.
final class GatewayClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// The longest answer that is read; the result of a request of many sources may be large.
  private static final int MOST_BYTES = 512 << 20;

  private final String base;
  private final HttpClient http;

  /// A client of the gateway at this URL.
  ///
  /// @throws InvalidValueException if it is not one of HTTP
  GatewayClient(String url) {
    this.base = checked(url);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
  }

  /// Where the gateway is.
  String base() {
    return base;
  }

  /// What is at a path.
  ///
  /// @throws CommandException if there is no gateway, or it answers with a problem
  JsonNode get(String path) throws InterruptedException {
    return get(path, Duration.ZERO);
  }

  /// What is at a path, which the gateway may take `wait` to find out.
  JsonNode get(String path, Duration wait) throws InterruptedException {
    HttpRequest.Builder request = request(path, wait).GET();
    if (!wait.isZero()) {
      request.header("Prefer", "wait=" + wait.toSeconds());
    }
    return send(request);
  }

  /// Accepts a document and does not wait for what comes of it.
  JsonNode post(String path, JsonNode body) throws InterruptedException {
    return send(
        request(path, Duration.ZERO)
            .header("Content-Type", "application/json")
            .header("Prefer", "respond-async")
            .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  /// Accepts a document and waits for what comes of it, as long as the gateway lets anybody wait.
  JsonNode execute(String path, JsonNode body) throws InterruptedException {
    return send(
        request(path, ANSWER)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  /// Puts a document at a path.
  JsonNode put(String path, JsonNode body) throws InterruptedException {
    return send(
        request(path, Duration.ZERO)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofByteArray(Json.bytes(body))));
  }

  /// Removes what is at a path.
  JsonNode delete(String path) throws InterruptedException {
    return send(request(path, Duration.ZERO).DELETE());
  }

  /// Events at a path, for as long as both sides want.
  ///
  /// @param last the id of the last one that is known, null to begin now
  /// @throws CommandException if there is no gateway, or it answers with a problem
  ServerEvents events(String path, @Nullable String last) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER)
            .header("Accept", "text/event-stream, application/problem+json");
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        return new ServerEvents(response.body(), ServerEvents.SILENCE);
      }
      try (InputStream body = response.body()) {
        throw new ProblemException(response.statusCode(), Json.read(body.readNBytes(MOST_BYTES)));
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InvalidValueException e) {
      throw unexpected(e);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("--cursor", String.valueOf(last), "as --json prints it");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(String path, Duration wait) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER.plus(wait))
        .header("Accept", "application/json, application/problem+json");
  }

  private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MOST_BYTES);
        JsonNode document = bytes.length == 0 ? Json.nullNode() : Json.read(bytes);
        if (response.statusCode() >= 300) {
          throw new ProblemException(response.statusCode(), document);
        }
        return document;
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InvalidValueException e) {
      throw unexpected(e);
    }
  }

  private CommandException unreachable(IOException cause) {
    String why = cause.getMessage() == null ? "" : ", " + cause.getMessage();
    String advice = "a running gateway; `meridian dev` starts one, --gateway names another";
    return complaint(base + why, advice, cause);
  }

  private CommandException unexpected(InvalidValueException cause) {
    return complaint(base, "a Meridian gateway; what answers there does not speak JSON", cause);
  }

  private static CommandException complaint(String value, String expected, Exception cause) {
    String message = new InvalidValueException("gateway", value, expected).getMessage();
    return new CommandException(Exit.UNREACHABLE, String.valueOf(message), cause);
  }

  private static String checked(String url) {
    @Nullable URI uri = parsed(url);
    boolean http =
        uri != null
            && uri.getHost() != null
            && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            && uri.getRawQuery() == null;
    if (!http) {
      throw new InvalidValueException("--gateway", url, "http[s]://host[:port]");
    }
    return url.replaceFirst("/+$", "");
  }

  private static @Nullable URI parsed(String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
