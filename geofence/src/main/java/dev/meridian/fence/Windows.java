package dev.meridian.fence;

import dev.meridian.InvalidValueException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The hours of the week in which a fence tells what happens. Immutable.
///
/// @param zone whose clocks they are by
/// @param windows 1 to 20
public record Windows(ZoneId zone, List<Window> windows) {
  private static final int MOST = 20;

  /// A week and what clocks that are changed may add to it.
  private static final int DAYS = 9;

  /// Some hours of some days. Where clocks are put forward over one of its ends, that end is as
  /// much later.
  ///
  /// @param days on which it opens, at least one
  /// @param from when it opens
  /// @param to when it closes: on the next day if that is not after `from`, so 24 hours if it is
  ///   the same
  public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
    /// Checks the days.
    public Window {
      days = Set.copyOf(days);
      if (days.isEmpty()) {
        throw new InvalidValueException("days", "none", "at least one day");
      }
    }

    private Instant opens(LocalDate day, ZoneId zone) {
      return day.atTime(from).atZone(zone).toInstant();
    }

    private Instant closes(LocalDate day, ZoneId zone) {
      return day.plusDays(to.isAfter(from) ? 0 : 1).atTime(to).atZone(zone).toInstant();
    }

    private boolean isOpen(Instant time, LocalDate day, ZoneId zone) {
      return days.contains(day.getDayOfWeek())
          && !time.isBefore(opens(day, zone))
          && time.isBefore(closes(day, zone));
    }
  }

  /// Checks the bounds.
  public Windows {
    windows = List.copyOf(windows);
    if (windows.isEmpty() || windows.size() > MOST) {
      throw new InvalidValueException("windows", windows.size(), "1.." + MOST);
    }
  }

  /// Whether one is open.
  boolean isOpen(Instant time) {
    LocalDate today = time.atZone(zone).toLocalDate();
    return windows.stream()
        .anyMatch(window ->
            window.isOpen(time, today, zone) || window.isOpen(time, today.minusDays(1), zone));
  }

  /// When it next opens or closes after a time; null if it never does.
  @Nullable Instant nextChange(Instant after) {
    LocalDate today = after.atZone(zone).toLocalDate();
    TreeSet<Instant> ends = new TreeSet<>();
    for (int day = -1; day <= DAYS; day++) {
      LocalDate date = today.plusDays(day);
      for (Window window : windows) {
        if (window.days().contains(date.getDayOfWeek())) {
          ends.add(window.opens(date, zone));
          ends.add(window.closes(date, zone));
        }
      }
    }
    boolean now = isOpen(after);
    for (Instant end : ends.tailSet(after, false)) {
      if (isOpen(end) != now) {
        return end;
      }
    }
    return null;
  }
}
