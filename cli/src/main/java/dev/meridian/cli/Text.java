package dev.meridian.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text as a terminal shows it: how wide it is, and cut or filled to a width. Measures grapheme
/// clusters (Unicode Standard Annex 29) with the wide ranges of Annex 11.
final class Text {
  private static final Pattern CLUSTER = Pattern.compile("\\X");
  private static final int EMOJI_STYLE = 0xFE0F;

  /// First and last code points of wide scripts and symbols.
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
    0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1B000, 0x1B2FF, 0x20000, 0x3FFFD
  };

  private Text() {}

  /// The text on one line without control characters: what others wrote must not steer the
  /// terminal.
  static String safe(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u202a-\\u202e\\u2066-\\u2069]+", " ");
  }

  /// How many columns the text takes.
  static int width(String text) {
    int width = 0;
    for (Matcher clusters = CLUSTER.matcher(text); clusters.find(); ) {
      width += clusterWidth(clusters.group());
    }
    return width;
  }

  /// The text, cut to at most `columns`, with `…` at the end if something is missing.
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int width = 1;
    for (Matcher clusters = CLUSTER.matcher(text); clusters.find(); ) {
      width += clusterWidth(clusters.group());
      if (width > columns) {
        break;
      }
      kept.append(clusters.group());
    }
    return kept.append('…').toString();
  }

  /// The text with spaces after it up to `columns`.
  static String left(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /// The text with spaces before it up to `columns`.
  static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  private static int clusterWidth(String cluster) {
    if (cluster.indexOf(EMOJI_STYLE) >= 0) {
      return 2;
    }
    return cluster.codePoints().map(Text::codePointWidth).max().orElse(0);
  }

  private static int codePointWidth(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          0;
      default -> Character.isEmojiPresentation(point) || isWide(point) ? 2 : 1;
    };
  }

  private static boolean isWide(int point) {
    for (int i = 0; i < WIDE.length; i += 2) {
      if (point >= WIDE[i] && point <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
