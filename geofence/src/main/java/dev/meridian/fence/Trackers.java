package dev.meridian.fence;

import dev.meridian.track.ObjectClasses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The trackers of all objects: one for each class of objects, and the standard one for those of no
/// class. Immutable, thread-safe.
public final class Trackers {
  private static final Tracker STANDARD = new Tracker(ObjectRules.STANDARD);

  private final ObjectClasses classes;
  private final List<Tracker> trackers;

  /// The tracker of an object, to be remembered with it: patterns are slower than positions.
  ///
  /// @param from those that it is one of
  public record Choice(Trackers from, Tracker tracker) {}

  /// Trackers for these classes.
  public Trackers(ObjectClasses classes) {
    this.classes = classes;
    this.trackers = classes.all().stream().map(said -> new Tracker(ObjectRules.of(said))).toList();
  }

  /// The tracker of an object.
  public Tracker of(String object) {
    int index = classes.indexOf(object);
    return index < 0 ? STANDARD : trackers.get(index);
  }

  /// The tracker of an object, looked for only if the one before is of other classes.
  public Choice choose(String object, @Nullable Choice before) {
    return before != null && before.from == this ? before : new Choice(this, of(object));
  }

  /// These, or others if the classes are others by now.
  public Trackers with(ObjectClasses now) {
    return now.equals(classes) ? this : new Trackers(now);
  }
}
