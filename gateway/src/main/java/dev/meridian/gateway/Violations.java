package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// Collects what is wrong with an execute document, to tell the client all of it at once. For one
/// thread.
final class Violations {
  private static final int MOST = 50;

  private final ArrayNode errors = Json.array();
  private String first = "";

  /// Something wrong at a place of the document (RFC 6901).
  void add(String pointer, String detail) {
    if (errors.isEmpty()) {
      first = detail;
    }
    if (errors.size() < MOST) {
      errors.add(Json.object().put("pointer", pointer).put("detail", detail));
    }
  }

  /// A value that could not be taken.
  void add(String pointer, InvalidValueException e) {
    add(pointer, String.valueOf(e.getMessage()));
  }

  /// Names that are none of the known ones.
  void addUnknown(String pointer, String kind, String name, List<String> known) {
    add(
        at(pointer, name),
        new InvalidValueException(kind, name, NearNames.expectation(name, known)));
  }

  /// Refuses the document if anything is wrong.
  void refuseIfAny() {
    if (!errors.isEmpty()) {
      String detail =
          errors.size() == 1 ? first : first + " (and " + (errors.size() - 1) + " more)";
      throw Problem.of(ProblemType.INVALID_EXECUTE, detail).with("errors", errors).refusal();
    }
  }

  /// Refuses the document for this one reason.
  static Refusal only(String pointer, String detail) {
    Violations violations = new Violations();
    violations.add(pointer, detail);
    return Problem.of(ProblemType.INVALID_EXECUTE, detail)
        .with("errors", violations.errors)
        .refusal();
  }

  /// The pointer to a member.
  static String at(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
