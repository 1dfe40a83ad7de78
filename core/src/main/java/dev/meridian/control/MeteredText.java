package dev.meridian.control;

import dev.meridian.MeridianException;

/// A text that can be looked at only so often, which bounds what a regular expression can cost. For
/// one thread.
final class MeteredText implements CharSequence {
  private static final int MOST_LOOKS = 100_000;

  private final String text;
  private int looks;

  /// It was looked at too often.
  static final class UsedUpException extends MeridianException {
    private static final long serialVersionUID = 1L;

    private UsedUpException() {
      super("looks: more than " + MOST_LOOKS, null);
    }
  }

  MeteredText(String text) {
    this.text = text;
  }

  @Override
  public char charAt(int index) {
    if (++looks > MOST_LOOKS) {
      throw new UsedUpException();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
