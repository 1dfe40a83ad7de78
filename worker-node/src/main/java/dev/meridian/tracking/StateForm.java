package dev.meridian.tracking;

import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.ObjectState;

/// How the state of an object is written where objects are kept. Implementations are thread-safe.
interface StateForm {
  /// The state in a form that [#read] understands.
  String write(ObjectState state);

  /// The state that was written.
  ///
  /// @throws dev.meridian.InvalidValueException if it is none
  ObjectState read(String state, FenceIndex fences);
}
