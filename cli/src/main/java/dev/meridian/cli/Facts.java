package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;

/// What is known of one thing: a name and a value in each line. For one thread.
///
/// @param shell where it is shown
/// @param width of the names
record Facts(Shell shell, int width) {
  /// Shows one.
  void line(String name, String value) {
    String left = shell.screen().paint(Style.DIM, Text.left(name, width));
    shell.out().println(left + Text.safe(value));
  }
}
