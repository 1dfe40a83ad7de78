package dev.meridian.fence;

import dev.meridian.track.ObjectClasses;
import java.util.List;

/// The trackers of all objects: one for each class of objects, and the standard one for those of no
/// class. Immutable, thread-safe.
public final class Trackers {
  private static final Tracker STANDARD = new Tracker(ObjectRules.STANDARD);

  private final ObjectClasses classes;
  private final List<Tracker> trackers;

  /// Trackers for these classes.
  public Trackers(ObjectClasses classes) {
    this.classes = classes;
    this.trackers =
        classes.all().stream().map(said -> new Tracker(ObjectRules.of(said))).toList();
  }

  /// The tracker of an object.
  public Tracker of(String object) {
    int index = classes.indexOf(object);
    return index < 0 ? STANDARD : trackers.get(index);
  }

  /// These, or others if the classes are others by now.
  public Trackers with(ObjectClasses now) {
    return now.equals(classes) ? this : new Trackers(now);
  }
}
