package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/// A client of the gateway under test, in few words.
final class Http implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  Http(URI base) {
    this.base = base;
  }

  /// A response.
  record Reply(int status, String body, HttpResponse<byte[]> response) {
    JsonNode json() {
      return Json.read(body);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// The part of a problem's `type` after its last slash.
    String problem() {
      String type = json().path("type").asString("");
      return type.substring(type.lastIndexOf('/') + 1);
    }
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
    Reply reply = execute(type, body, "Prefer", "respond-async");
    if (reply.status() != 201) {
      throw new AssertionError("no job was made: " + reply.status() + " " + reply.body());
    }
    return reply.json().path("jobID").asString();
  }

  Reply send(String method, String path, @Nullable String body, String... headers) {
    URI uri = path.startsWith("http") ? URI.create(path) : URI.create(base + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i].equals("Content-Type")) {
        request.setHeader(headers[i], headers[i + 1]);
      } else {
        request.header(headers[i], headers[i + 1]);
      }
    }
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), new String(response.body(), UTF_8), response);
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
