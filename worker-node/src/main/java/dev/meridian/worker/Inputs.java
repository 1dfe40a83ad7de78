package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskType;
import dev.meridian.wire.Envelope;
import java.lang.reflect.RecordComponent;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives positional arguments their names, as Python does: a value that comes from the step before,
/// or what a Python caller wrote.
///
/// - one that is an object is the input object; what is named besides is added to it;
/// - for an input that is a record they are its components in their order;
/// - for any other input they are its member `args`.
final class Inputs {
  private Inputs() {}

  /// The same task with all its arguments by name.
  ///
  /// @throws InvalidValueException if there are more than the record has components
  static Envelope named(Envelope envelope, TaskType<?, ?> type) {
    return envelope.args().isEmpty()
        ? envelope
        : envelope.withKwargs(named(envelope.args(), envelope.kwargs(), type));
  }

  /// All arguments by name.
  ///
  /// @throws InvalidValueException if there are more than the record has components
  static ObjectNode named(ArrayNode args, ObjectNode kwargs, TaskType<?, ?> type) {
    ObjectNode named = Json.object();
    RecordComponent[] components = type.input().getRecordComponents();
    if (args.size() == 1 && args.get(0) instanceof ObjectNode object) {
      named.setAll(object);
    } else if (components == null) {
      named.set("args", args);
    } else {
      if (args.size() > components.length) {
        throw new InvalidValueException("args", args.size(), "at most " + components.length);
      }
      for (int i = 0; i < args.size(); i++) {
        named.set(components[i].getName(), args.get(i));
      }
    }
    return named.setAll(kwargs);
  }
}
