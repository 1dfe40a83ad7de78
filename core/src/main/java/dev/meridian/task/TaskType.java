package dev.meridian.task;

import dev.meridian.InvalidValueException;
import dev.meridian.retry.RetryPolicy;
import java.util.regex.Pattern;

/// A registered name with the types of its input and output, shared by those who send the task and
/// those who run it. Immutable.
///
/// @param name the name on the wire, for example `quotes.price`
/// @param about what it is, for people
/// @param input the class its input is read into; `JsonNode` for any
/// @param output the class its output is written from
/// @param schemas what its payloads must look like
/// @param retry which failures are tried again, and when
/// @param limits how long one attempt may take
/// @param versions the version of its input, and the ways up to it
/// @param coalesces whether requests with the same input may share an execution while it is under
///   way
public record TaskType<I, O>(
    String name,
    About about,
    Class<I> input,
    Class<O> output,
    Schemas schemas,
    RetryPolicy retry,
    TimeLimits limits,
    PayloadVersions versions,
    boolean coalesces) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,119}");

  /// Words for people.
  ///
  /// @param title one line
  /// @param description what it does
  /// @param version of the payload's schema, for example `1.0.0`
  public record About(String title, String description, String version) {}

  /// Checks the name.
  public TaskType {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidValueException("task type", name, "a match of " + NAME.pattern());
    }
  }

  /// A task type with three attempts and the standard time limits. Its schemas follow from its
  /// classes if those are records ([Schemas#of]); otherwise it accepts any object.
  public static <I, O> TaskType<I, O> of(String name, Class<I> input, Class<O> output) {
    var about = new About(name, name, "1.0.0");
    return new TaskType<>(
        name,
        about,
        input,
        output,
        Schemas.of(input, output),
        RetryPolicy.standard(),
        TimeLimits.standard(),
        PayloadVersions.FIRST,
        false);
  }

  /// The same type with other words for people.
  public TaskType<I, O> with(About about) {
    return new TaskType<>(name, about, input, output, schemas, retry, limits, versions, coalesces);
  }

  /// The same type with other schemas.
  public TaskType<I, O> with(Schemas schemas) {
    return new TaskType<>(name, about, input, output, schemas, retry, limits, versions, coalesces);
  }

  /// The same type with another retry policy.
  public TaskType<I, O> with(RetryPolicy retry) {
    return new TaskType<>(name, about, input, output, schemas, retry, limits, versions, coalesces);
  }

  /// The same type with other limits on the time of one attempt.
  public TaskType<I, O> with(TimeLimits limits) {
    return new TaskType<>(name, about, input, output, schemas, retry, limits, versions, coalesces);
  }

  /// The same type with another version of its input.
  public TaskType<I, O> with(PayloadVersions versions) {
    return new TaskType<>(name, about, input, output, schemas, retry, limits, versions, coalesces);
  }

  /// The same type, whose requests with the same input may share an execution while it is under
  /// way: for tasks that only read, so that running one for all is as good. Workers must be
  /// Meridian's.
  public TaskType<I, O> coalescing() {
    return new TaskType<>(name, about, input, output, schemas, retry, limits, versions, true);
  }
}
