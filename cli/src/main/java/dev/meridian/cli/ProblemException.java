package dev.meridian.cli;

import dev.meridian.MeridianException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A gateway's refusal (RFC 9457), in one line.
final class ProblemException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final transient JsonNode problem;

  ProblemException(int status, JsonNode problem) {
    super(message(status, problem));
    this.status = status;
    this.type = problem.path("type").asString("");
    this.problem = problem;
  }

  /// Whether the problem is of a kind, named as its URI ends.
  boolean is(String kind) {
    return type.endsWith("/" + kind);
  }

  /// What is wrong in a document, piece by piece, as far as the gateway said.
  JsonNode errors() {
    return problem.path("errors");
  }

  /// All that the gateway said.
  JsonNode problem() {
    return problem;
  }

  /// The exit code that says the same as the status.
  int exitCode() {
    return switch (status) {
      case 400, 404, 405, 413, 414, 415, 422, 431 -> Exit.USAGE;
      case 503 -> Exit.UNREACHABLE;
      case 504 -> Exit.TIMEOUT;
      default -> Exit.FAILED;
    };
  }

  private static String message(int status, JsonNode problem) {
    List<String> words = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      words.add(error.path("pointer").asString("") + " " + error.path("detail").asString(""));
    }
    String detail = problem.path("detail").asString("");
    String title = problem.path("title").asString("HTTP " + status);
    String said = words.isEmpty() ? detail : String.join("; ", words);
    return said.isEmpty() ? title : title + ": " + said;
  }
}
