package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// An exception as Celery stores it: an object of `exc_type`, `exc_message` (the arguments) and
/// `exc_module`.
final class ExceptionDocument {
  private static final String TYPE = "exc_type";
  private static final String MESSAGE = "exc_message";
  private static final String MODULE = "exc_module";

  private ExceptionDocument() {}

  /// The document of a failure, whose message is the exception's only argument.
  static ObjectNode write(TaskFailure failure) {
    ObjectNode document = Json.object();
    document.put(TYPE, failure.type());
    document.putArray(MESSAGE).add(failure.message());
    document.put(MODULE, failure.module());
    return document;
  }

  /// The failure in a document; several arguments become one text with commas between. Null, which
  /// Python reads as no exception, is one of type `defaultType`.
  ///
  /// @param traceback what the result says beside it
  /// @throws InvalidValueException that names the member
  static TaskFailure read(JsonNode document, String defaultType, @Nullable String traceback) {
    if (document instanceof NullNode) {
      return new TaskFailure(defaultType, "", null, traceback);
    }
    if (!(document instanceof ObjectNode)) {
      throw new InvalidValueException(
          "result", WireJson.shown(document), "an object {exc_type, exc_message, exc_module}");
    }
    if (!(document.path(TYPE) instanceof StringNode type)) {
      throw new InvalidValueException(
          "result exc_type", WireJson.shown(document.path(TYPE)), "a string");
    }
    String module = WireJson.text(document, MODULE);
    return new TaskFailure(type.stringValue(), message(document.path(MESSAGE)), module, traceback);
  }

  private static String message(JsonNode node) {
    return switch (node) {
      case ArrayNode arguments ->
          arguments
              .valueStream()
              .map(ExceptionDocument::argument)
              .collect(Collectors.joining(", "));
      case JsonNode one -> argument(one);
    };
  }

  private static String argument(JsonNode node) {
    return switch (node) {
      case StringNode text -> text.stringValue();
      case JsonNode other when other.isNull() || other.isMissingNode() -> "";
      case JsonNode other -> Json.text(other);
    };
  }
}
