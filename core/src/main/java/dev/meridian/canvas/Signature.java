package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One task that is to be sent. The value of what runs before it comes as its first argument unless
/// it is immutable; a task in Java takes an object there for its input, together with `kwargs`.
///
/// @param task the name of its task type
/// @param args positional arguments
/// @param kwargs the input object
/// @param options Celery's: `task_id`, `queue`, `link`, `link_error`, `headers`, `countdown`,
///   `eta`, `expires`, `time_limit`, `soft_time_limit`; and ours until it is sent: [#LABEL], and
///   `region`, `source` or `near`, of which `queue` follows
/// @param immutable whether it takes no value of what runs before it
/// @param kind Celery's `subtask_type`; null for most
public record Signature(
    String task,
    ArrayNode args,
    ObjectNode kwargs,
    ObjectNode options,
    boolean immutable,
    @Nullable String kind)
    implements Canvas {
  /// The option, until it is sent, with what the task is called in its request.
  public static final String LABEL = "label";

  /// Checks that there is a name.
  public Signature {
    if (task.isEmpty()) {
      throw new InvalidValueException("task", "an empty name", "the name of a task");
    }
  }

  /// A task without arguments.
  public static Signature of(String task) {
    return new Signature(task, Json.array(), Json.object(), Json.object(), false, null);
  }

  /// A task with an input, which must be an object in JSON.
  public static <I> Signature of(TaskType<I, ?> type, I input) {
    return of(type.name()).with(Json.of(input));
  }

  /// The same with this input object, or this further positional argument.
  public Signature with(JsonNode input) {
    return input instanceof ObjectNode object
        ? new Signature(task, args, object, options, immutable, kind)
        : new Signature(task, args.deepCopy().add(input), kwargs, options, immutable, kind);
  }

  /// The same without the value of what runs before it.
  public Signature alone() {
    return new Signature(task, args, kwargs, options, true, kind);
  }

  /// The same in a region.
  public Signature in(String region) {
    return option("region", Json.of(region));
  }

  /// The same in the home region of a source.
  public Signature at(String source) {
    return option("source", Json.of(source));
  }

  /// The same in the region nearest to a point, in degrees.
  public Signature near(double lon, double lat) {
    return option("near", Json.array().add(lon).add(lat));
  }

  /// The same by this name in its request, instead of its type and number.
  public Signature named(String label) {
    return option(LABEL, Json.of(label));
  }

  /// The same followed by `callback` with its value, which nobody waits for.
  public Signature link(Canvas callback) {
    return listed("link", callback);
  }

  /// The same followed by `errback` with its id, should it fail.
  public Signature onError(Canvas errback) {
    return listed("link_error", errback);
  }

  /// The same with an option of Celery.
  public Signature option(String name, JsonNode value) {
    ObjectNode more = options.deepCopy();
    more.set(name, value);
    return withOptions(more);
  }

  @Override
  public Signature withOptions(ObjectNode options) {
    return new Signature(task, args, kwargs, options, immutable, kind);
  }

  @Override
  public List<Canvas> members() {
    return List.of();
  }

  /// Its id, if it has one already.
  ///
  /// @throws InvalidValueException if it is none
  public Optional<TaskId> id() {
    return Optional.ofNullable(options.path("task_id").stringValue(null)).map(TaskId::new);
  }

  Signature change(Consumer<ObjectNode> change) {
    ObjectNode changed = options.deepCopy();
    change.accept(changed);
    return withOptions(changed);
  }

  private Signature listed(String name, Canvas one) {
    return change(o -> o.withArrayProperty(name).add(one.json()));
  }
}
