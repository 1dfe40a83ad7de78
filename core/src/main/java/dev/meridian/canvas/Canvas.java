package dev.meridian.canvas;

import dev.meridian.InvalidValueException;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Work made of tasks, as Celery composes it: one task ([Signature]), one after another ([Chain]),
/// side by side ([Group]), or side by side and then one with all their values ([Chord]). Immutable
/// by agreement: nobody changes the JSON it holds.
///
/// | canvas | runs | value |
/// |---|---|---|
/// | signature | its task | the task's |
/// | chain | each step with the value of the step before as first argument | of the last step |
/// | group | its members at a time | the list of theirs |
/// | chord | its header at a time, then its body with the list of their values | of the body |
///
/// A group that is followed by a step of a chain is the header of a chord; a group directly inside
/// a group or a header is part of it, as in Celery.
public sealed interface Canvas permits Signature, Chain, Group, Chord {
  /// The most levels of canvases inside canvases. A chain of groups is sent as chords in chords, a
  /// level for each of its groups.
  int MAX_DEPTH = 45;

  /// The most levels of JSON of a canvas that is sent: with the message around it, within the depth
  /// that JSON readers allow.
  int MAX_NESTING = 90;

  /// Celery's options of it: `task_id`, `queue`, `link` and so on.
  ObjectNode options();

  /// The parts it is directly made of; none for a signature.
  List<Canvas> members();

  /// The same with other options.
  Canvas withOptions(ObjectNode options);

  /// This, then `next` with its value.
  default Chain then(Canvas next) {
    return Chain.of(this, next);
  }

  /// Every task in it, in the order of the text.
  default Stream<Signature> signatures() {
    return this instanceof Signature signature
        ? Stream.of(signature)
        : members().stream().flatMap(Canvas::signatures);
  }

  /// How many levels of canvases it has; 1 for a signature.
  default int depth() {
    return 1 + members().stream().mapToInt(Canvas::depth).max().orElse(0);
  }

  /// Celery's JSON of it, as it travels in messages.
  default ObjectNode json() {
    return CanvasJson.write(this);
  }

  /// The canvas in Celery's JSON: a signature, or one whose `subtask_type` is `chain`, `group` or
  /// `chord`. Arguments of a composed one become those of the tasks that take them.
  ///
  /// @throws InvalidValueException that names the member
  static Canvas of(JsonNode json) {
    return CanvasJson.read(json, MAX_DEPTH);
  }
}
