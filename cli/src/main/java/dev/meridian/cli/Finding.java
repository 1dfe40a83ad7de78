package dev.meridian.cli;

import dev.meridian.cli.Screen.Style;
import dev.meridian.json.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What one check of `meridian doctor` found.
///
/// @param check its name
/// @param verdict how bad it is
/// @param measured what was seen
/// @param fix what to do about it, in one line; empty if nothing
record Finding(String check, Verdict verdict, String measured, String fix) {
  /// How bad something is; also the exit code.
  enum Verdict {
    /// Good.
    OK(0, "✓", Style.GREEN),
    /// It works, but not for long or not well.
    WARN(1, "!", Style.YELLOW),
    /// It does not work.
    FAIL(2, "✗", Style.RED);

    private final int exitCode;
    private final String mark;
    private final Style style;

    Verdict(int exitCode, String mark, Style style) {
      this.exitCode = exitCode;
      this.mark = mark;
      this.style = style;
    }

    int exitCode() {
      return exitCode;
    }

    String mark() {
      return mark;
    }

    Style style() {
      return style;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String check, String measured) {
    return new Finding(check, Verdict.OK, measured, "");
  }

  static Finding warn(String check, String measured, String fix) {
    return new Finding(check, Verdict.WARN, measured, fix);
  }

  static Finding fail(String check, String measured, String fix) {
    return new Finding(check, Verdict.FAIL, measured, fix);
  }

  /// Good if `good`, else worth a warning.
  static Finding warnUnless(boolean good, String check, String measured, String fix) {
    return good ? ok(check, measured) : warn(check, measured, fix);
  }

  ObjectNode document() {
    return Json.object()
        .put("check", check)
        .put("verdict", verdict.word())
        .put("measured", measured)
        .put("fix", fix);
  }
}
