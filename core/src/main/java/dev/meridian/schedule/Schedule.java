package dev.meridian.schedule;

import dev.meridian.InvalidValueException;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// A request that is to be made by itself, and when. Immutable by agreement: nobody changes the
/// document.
///
/// @param id its name, unique: 1 to 64 letters, digits, dots, dashes and underscores
/// @param trigger when it is due
/// @param request what is asked for each time
/// @param catchUp what becomes of missed runs
/// @param overlap whether runs may overlap
public record Schedule(
    String id, Trigger trigger, Request request, CatchUp catchUp, Overlap overlap) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /// What is asked for.
  ///
  /// @param type the name of a task type
  /// @param execute the execute document: `inputs` and `options`
  public record Request(String type, ObjectNode execute) {}

  /// Checks the id.
  public Schedule {
    if (!ID.matcher(id).matches()) {
      throw new InvalidValueException(
          "id", id, "1..64 letters, digits, '.', '-' and '_', a letter or digit first");
    }
  }
}
