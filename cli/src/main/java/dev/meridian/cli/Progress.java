package dev.meridian.cli;

import java.util.Locale;

/// How far a long work is, on one line that is drawn again and again; nothing where nobody looks.
/// For one thread.
///
/// @param shell where it is shown
/// @param shown whether to show anything
record Progress(Shell shell, boolean shown) {
  /// Shows that so many are done.
  void at(long done, long total) {
    if (shown && shell.screen().terminal()) {
      int percent = total <= 0 ? 0 : (int) Math.min(100, 100 * done / total);
      String count = String.format(Locale.ROOT, "  %,d of %,d", done, total);
      shell.out().print(shell.screen().clear() + shell.screen().bar(percent) + count);
      shell.out().flush();
    }
  }

  /// Clears the line, for what is said instead.
  void end() {
    if (shown) {
      shell.out().print(shell.screen().clear());
      shell.out().flush();
    }
  }
}
