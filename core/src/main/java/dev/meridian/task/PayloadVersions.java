package dev.meridian.task;

import dev.meridian.InvalidValueException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// The version of a task type's input, and the ways up to it from older ones. It travels with each
/// task, in the header `meridian-version`; a task without that header has version 1. Immutable.
///
/// @param current the version that handlers take and clients send, from 1
/// @param steps by the version they start from; each leads to the next
public record PayloadVersions(int current, Map<Integer, Upcaster> steps) {
  /// Only one version, 1.
  public static final PayloadVersions FIRST = new PayloadVersions(1, Map.of());

  /// Checks that each step starts from an older version.
  public PayloadVersions {
    steps = Map.copyOf(steps);
    if (current < 1) {
      throw new InvalidValueException("version", current, "at least 1");
    }
    for (int from : steps.keySet()) {
      if (from < 1 || from >= current) {
        throw new InvalidValueException("upcaster from version", from, "1 to " + (current - 1));
      }
    }
  }

  /// A version without a way up to it.
  public static PayloadVersions of(int current) {
    return new PayloadVersions(current, Map.of());
  }

  /// The same with a step from one version to the next.
  public PayloadVersions from(int version, Upcaster step) {
    Map<Integer, Upcaster> more = new LinkedHashMap<>(steps);
    more.put(version, step);
    return new PayloadVersions(current, more);
  }

  /// An input of some version as one of the current version; itself if that is its version.
  ///
  /// @throws InvalidValueException if there is no way up from that version, or a step failed
  public ObjectNode raise(int version, ObjectNode input) {
    if (version > current) {
      throw unusable(version, "at most " + current + "; a newer worker is needed");
    }
    ObjectNode raised = input;
    for (int from = version; from < current; from++) {
      Upcaster step = steps.get(from);
      if (step == null) {
        throw unusable(version, current + ", or a way up to it; none starts from " + from);
      }
      raised = stepped(step, from, raised);
    }
    return raised;
  }

  private static ObjectNode stepped(Upcaster step, int from, ObjectNode input) {
    try {
      return step.raise(input.deepCopy());
    } catch (RuntimeException e) {
      throw unusable(from, "an input that its upcaster takes; it failed with " + e);
    }
  }

  private static InvalidValueException unusable(int version, String expected) {
    return new InvalidValueException("payload version", version, expected);
  }

  /// The versions in words, without the code.
  @Override
  public String toString() {
    return current + " from " + new TreeMap<>(steps).keySet();
  }
}
