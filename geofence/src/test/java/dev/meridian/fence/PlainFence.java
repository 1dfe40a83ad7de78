package dev.meridian.fence;

import dev.meridian.geo.GreatCircle;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a fix lies of one fence, and whether the fence tells of it, as it is written down.
final class PlainFence {
  private PlainFence() {}

  static boolean concerns(Fence fence, String object) {
    List<String> patterns = fence.rules().scope().objects();
    return patterns.isEmpty()
        || patterns.stream().anyMatch(p -> object.matches(p.replace("*", ".*").replace("?", ".")));
  }

  static boolean isOpen(Fence fence, Instant time) {
    Windows windows = fence.rules().telling().windows();
    if (windows == null) {
      return true;
    }
    var local = time.atZone(windows.zone());
    LocalTime clock = local.toLocalTime();
    return windows.windows().stream()
        .anyMatch(w -> {
          boolean today = w.days().contains(local.getDayOfWeek()) && !clock.isBefore(w.from());
          boolean night = !w.to().isAfter(w.from());
          boolean yesterday = night && w.days().contains(local.getDayOfWeek().minus(1));
          return night
              ? today || (yesterday && clock.isBefore(w.to()))
              : today && clock.isBefore(w.to());
        });
  }

  /// Whether two versions of a fence tell of the same windows.
  static boolean tellsWhen(Fence one, Fence other) {
    Telling first = one.rules().telling();
    Telling second = other.rules().telling();
    return Objects.equals(first.windows(), second.windows())
        && Objects.equals(first.kinds(), second.kinds());
  }

  static boolean meets(Fence fence, Fix from, Fix to) {
    Contact contact = Contact.of(fence.outline(), from.at(), to.at()).orElse(null);
    Double a = from.altitude();
    Double b = to.altitude();
    if (contact == null || a == null || b == null) {
      return contact != null;
    }
    double first = a + contact.first() * (b - a);
    double last = a + contact.last() * (b - a);
    return !(isUnder(fence, first) && isUnder(fence, last))
        && !(isOver(fence, first) && isOver(fence, last));
  }

  static boolean isUnder(Fence fence, double altitude) {
    Double floor = fence.rules().scope().floor();
    return floor != null && altitude < floor;
  }

  static boolean isOver(Fence fence, double altitude) {
    Double ceiling = fence.rules().scope().ceiling();
    return ceiling != null && altitude > ceiling;
  }

  static boolean isIn(Fence fence, Fix fix) {
    Double up = fix.altitude();
    boolean level = up == null || (!isUnder(fence, up) && !isOver(fence, up));
    return level
        && fence.outline().covers(fix.at())
        && fence.outline().edgeDistance(fix.at()) >= fix.accuracy();
  }

  static boolean isOut(Fence fence, Fix fix, double buffer) {
    Double up = fix.altitude();
    boolean level = up == null || (!isUnder(fence, up) && !isOver(fence, up));
    return !level || isPlanOut(fence, fix, buffer);
  }

  static boolean isPlanOut(Fence fence, Fix fix, double buffer) {
    return !fence.outline().covers(fix.at())
        && fence.outline().edgeDistance(fix.at()) > buffer + fix.accuracy();
  }

  /// When the way between two fixes first or last meets the edge; the time of the second if never,
  /// or if there is no first.
  static Instant contact(Fence fence, @Nullable Fix from, Fix to, boolean first) {
    if (from == null) {
      return to.time();
    }
    double share =
        Contact.of(fence.outline(), from.at(), to.at())
            .map(contact -> first ? contact.first() : contact.last())
            .orElse(1.0);
    long millis = Duration.between(from.time(), to.time()).toMillis();
    return from.time().plusMillis(Math.round(millis * share));
  }

  /// Two fixes of one time: not farther apart than ten seconds and their accuracies.
  static boolean isNear(Fix one, Fix other, ObjectRules rules) {
    double most = 10 * rules.maxSpeed() + one.accuracy() + other.accuracy();
    return one.time().equals(other.time()) && GreatCircle.distance(one.at(), other.at()) <= most;
  }

  static boolean isReachable(Fix from, Fix to, ObjectRules rules) {
    double seconds = Duration.between(from.time(), to.time()).toMillis() / 1000.0;
    return GreatCircle.distance(from.at(), to.at()) <= seconds * rules.maxSpeed();
  }
}
