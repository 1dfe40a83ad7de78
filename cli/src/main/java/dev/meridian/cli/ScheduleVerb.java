package dev.meridian.cli;

import java.util.Locale;

/// What can be done with a schedule in one word.
enum ScheduleVerb {
  PAUSE("Makes nothing until it is resumed; what is due meanwhile is not made up for."),
  RESUME("Goes on with the first time from now on."),
  RUN("Makes its request now, also if it is paused, and prints the id."),
  REMOVE("Removes it. The requests it made go on.");

  private final String about;

  ScheduleVerb(String about) {
    this.about = about;
  }

  String about() {
    return about;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
