package dev.meridian.task;

import dev.meridian.json.JsonSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The schemas of a task type's payloads.
///
/// @param input an object schema whose properties are the inputs
/// @param output the schema of the answer
/// @param outputName the name of the one output that the whole answer is; null if the answer is an
///   object whose members are the outputs
public record Schemas(JsonSchema input, JsonSchema output, @Nullable String outputName) {
  /// Schemas that accept any object as input and anything as the one output `result`.
  public static Schemas open() {
    return new Schemas(JsonSchema.anyObject(), JsonSchema.any(), "result");
  }

  /// The name of the one output; empty if each member of the answer is an output.
  public Optional<String> singleOutput() {
    return Optional.ofNullable(outputName);
  }
}
