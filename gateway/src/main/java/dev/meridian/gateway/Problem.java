package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A problem as clients see it (RFC 9457), which is also the exception document of OGC API -
/// Processes. Immutable by agreement.
///
/// @param type what kind
/// @param detail what is wrong this time, and what to do about it
/// @param members further ones
/// @param headers of the response
record Problem(ProblemType type, String detail, ObjectNode members, List<Answer.Header> headers) {
  /// A problem with nothing more to say.
  static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, Json.object(), List.of());
  }

  /// A problem in the one grammar of complaints: `name: value (expected: constraint)`.
  static Problem of(ProblemType type, String name, Object value, String expected) {
    InvalidValueException complaint = new InvalidValueException(name, value, expected);
    return of(type, String.valueOf(complaint.getMessage()));
  }

  /// A problem with one member of a document, which `errors` names by its JSON pointer.
  static Problem invalid(ProblemType type, InvalidValueException e) {
    ObjectNode error = Json.object().put("pointer", e.name()).put("detail", detail(e));
    return of(type, detail(e)).with("errors", Json.array().add(error));
  }

  /// What is wrong with a member of a document, for people.
  static String detail(InvalidValueException e) {
    return String.valueOf(e.getMessage()).replaceFirst("^/", "");
  }

  /// The same with one more member.
  Problem with(String name, String value) {
    return with(name, Json.of(value));
  }

  /// The same with one more member.
  Problem with(String name, JsonNode value) {
    ObjectNode more = members.deepCopy();
    more.set(name, value);
    return new Problem(type, detail, more, headers);
  }

  /// The same with one more response header.
  Problem header(String name, String value) {
    List<Answer.Header> more = new ArrayList<>(headers);
    more.add(new Answer.Header(name, value));
    return new Problem(type, detail, members, more);
  }

  /// The same, to be tried again after some seconds.
  Problem retryAfter(long seconds) {
    return header("Retry-After", Long.toString(seconds));
  }

  /// The exception that leads to this answer.
  Refusal refusal() {
    return new Refusal(this);
  }

  /// The document.
  ObjectNode document() {
    ObjectNode document =
        Json.object()
            .put("type", type.uri())
            .put("title", type.title())
            .put("status", type.status())
            .put("detail", detail);
    return document.setAll(members);
  }

  /// The answer: `application/problem+json`, unless the client names `application/json` only.
  ///
  /// @param accept the client's `Accept` headers
  Answer answer(List<String> accept) {
    boolean plain =
        MediaTypes.names(accept, MediaTypes.JSON) && !MediaTypes.names(accept, MediaTypes.PROBLEM);
    String contentType = plain ? MediaTypes.JSON : MediaTypes.PROBLEM;
    return new Answer(type.status(), contentType, Json.bytes(document()), headers, null).uncached();
  }
}
