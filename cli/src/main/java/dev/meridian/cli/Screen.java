package dev.meridian.cli;

import java.util.function.IntSupplier;

/// Who looks at the output: people at a terminal, or a file or program.
///
/// @param terminal whether lines may be redrawn
/// @param colours whether escape sequences may be written; never without a terminal, never if
///   `NO_COLOR` is set (no-color.org)
/// @param columns how wide a line may be, asked when needed
record Screen(boolean terminal, boolean colours, IntSupplier columns) {
  /// The width assumed where nobody looks.
  static final int WIDTH = 100;

  /// How wide a [#bar] is without its percentage.
  static final int BAR = 24;

  /// No terminal: plain lines.
  static Screen plain() {
    return new Screen(false, false, () -> WIDTH);
  }

  /// A bar that shows how far something is, with the percentage after it.
  String bar(int percent) {
    int full = Math.clamp(percent, 0, 100) * BAR / 100;
    return paint(Style.CYAN, "━".repeat(full))
        + paint(Style.DIM, "─".repeat(BAR - full))
        + Text.right(percent + " %", 6);
  }

  /// What begins the line again that the cursor is in; nothing where no lines are redrawn.
  String clear() {
    return terminal ? "\r\033[2K" : "";
  }

  /// The text in this style, as far as colours may be used.
  String paint(Style style, String text) {
    return colours && style != Style.PLAIN && !text.isEmpty()
        ? "\033[" + style.code() + "m" + text + "\033[0m"
        : text;
  }

  /// How a text looks.
  enum Style {
    /// As it is.
    PLAIN(""),
    /// Headings and what matters most.
    BOLD("1"),
    /// What matters least.
    DIM("2"),
    /// Good.
    GREEN("32"),
    /// Under way.
    CYAN("36"),
    /// Worth a look.
    YELLOW("33"),
    /// Bad.
    RED("31");

    private final String code;

    Style(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }

    /// The style of a state of a request or task.
    static Style ofState(String state) {
      return switch (state) {
        case "successful" -> GREEN;
        case "failed" -> RED;
        case "running" -> CYAN;
        case "dismissed" -> DIM;
        default -> PLAIN;
      };
    }
  }
}
