package dev.meridian.cli;

import dev.meridian.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client of a gateway that sees every status and header. Thread-safe.
final class ScenarioHttp implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  ScenarioHttp(String base) {
    this.base = base;
  }

  /// A response.
  record Reply(int status, JsonNode json, HttpResponse<byte[]> response) {
    /// The value of a header, empty if it is missing.
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// The part of a problem's `type` after its last slash.
    String problem() {
      return json.path("type").asString("").replaceFirst(".*/", "");
    }

    /// Itself, if it has this status.
    Reply expect(int wanted) {
      if (status != wanted) {
        throw new AssertionError("status " + status + " (expected: " + wanted + ") " + json);
      }
      return this;
    }
  }

  /// Where the gateway is.
  String base() {
    return base;
  }

  Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Reply delete(String path) {
    return send("DELETE", path, null);
  }

  Reply execute(String type, String body, String... headers) {
    return send("POST", "/processes/" + type + "/execution", body, headers);
  }

  /// The id of a new job.
  String job(String type, String body) {
    return execute(type, body, "Prefer", "respond-async")
        .expect(201)
        .json()
        .path("jobID")
        .asString();
  }

  /// The document of a job that is over, or the last one after 30 s.
  JsonNode awaitJob(String id) {
    return get("/jobs/" + id, "Prefer", "wait=30").expect(200).json();
  }

  Reply send(String method, String path, @Nullable String body, String... headers) {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      byte[] bytes = response.body();
      JsonNode json = bytes.length == 0 ? Json.nullNode() : Json.read(bytes);
      return new Reply(response.statusCode(), json, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
