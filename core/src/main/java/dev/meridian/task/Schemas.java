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

  /// Schemas that follow from classes: those of records from their components, those of anything
  /// else accept anything. The answer is the one output `result`.
  ///
  /// An input's component must be there and not be null unless it is an `Optional` or annotated
  /// `Nullable`; inputs nobody knows are let be. Components of an answer may be null, too, unless
  /// its record is `NullMarked`.
  public static Schemas of(Class<?> input, Class<?> output) {
    JsonSchema inputs =
        input.isRecord() ? JsonSchema.ofRecord(input, false) : JsonSchema.anyObject();
    JsonSchema outputs = output.isRecord() ? JsonSchema.ofRecord(output, true) : JsonSchema.any();
    return new Schemas(inputs, outputs, "result");
  }

  /// The name of the one output; empty if each member of the answer is an output.
  public Optional<String> singleOutput() {
    return Optional.ofNullable(outputName);
  }
}
