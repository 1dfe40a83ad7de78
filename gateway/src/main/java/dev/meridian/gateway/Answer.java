package dev.meridian.gateway;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an endpoint answers. Immutable by agreement: nobody changes the bytes.
///
/// @param status the HTTP status
/// @param contentType of the body; null if there is none
/// @param body may be empty
/// @param headers further ones
/// @param next what follows the headers in place of the body; null if nothing does
@SuppressWarnings("ArrayRecordComponent") // bodies are written, never compared
record Answer(
    int status,
    @Nullable String contentType,
    byte[] body,
    List<Header> headers,
    @Nullable Continuation next) {
  private static final byte[] NOTHING = {};

  /// A response header.
  record Header(String name, String value) {}

  /// A JSON document with status 200.
  static Answer json(JsonNode document) {
    return json(200, document);
  }

  /// A JSON document.
  static Answer json(int status, JsonNode document) {
    return of(status, MediaTypes.JSON, Json.bytes(document));
  }

  /// A body of any type.
  static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, contentType, body, List.of(), null);
  }

  /// An answer that goes on.
  static Answer goingOn(int status, @Nullable String contentType, Continuation next) {
    return new Answer(status, contentType, NOTHING, List.of(), next);
  }

  /// No body.
  static Answer empty(int status) {
    return new Answer(status, null, NOTHING, List.of(), null);
  }

  /// The same with one more header.
  Answer with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Answer(status, contentType, body, more, next);
  }

  /// The same, not to be kept by caches: it changes by itself.
  Answer uncached() {
    return with("Cache-Control", "no-store");
  }
}
