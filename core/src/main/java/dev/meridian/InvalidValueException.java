package dev.meridian;

/// A value somebody gave Meridian that it cannot take. Its message has the one grammar of all
/// complaints: `name: value (expected: constraint)`.
public final class InvalidValueException extends MeridianException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 120;

  private final String name;
  private final String value;
  private final String expected;

  /// A complaint about the field `name`, which held `value` where `expected` was wanted. Long
  /// values are cut and control characters replaced, so that the message fits one line.
  public InvalidValueException(String name, Object value, String expected) {
    super(name + ": " + shown(value) + " (expected: " + expected + ")");
    this.name = name;
    this.value = shown(value);
    this.expected = expected;
  }

  /// The field, as a JSON pointer, a YAML path or a flag.
  public String name() {
    return name;
  }

  /// What it held, as it is shown.
  public String value() {
    return value;
  }

  /// What would have been accepted.
  public String expected() {
    return expected;
  }

  /// The same complaint about a field inside of another: its name has that one's in front.
  public InvalidValueException under(String outer) {
    return new InvalidValueException(outer + name, value, expected);
  }

  private static String shown(Object value) {
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
