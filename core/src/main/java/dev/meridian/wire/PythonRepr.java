package dev.meridian.wire;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// JSON in the words of Python's `repr`, for people who watch Celery's events. At most
/// [#MAX_LENGTH] characters, of which the last three are dots if something was cut; stops working
/// there, however large the document.
public final class PythonRepr {
  /// The longest text, as in Celery.
  public static final int MAX_LENGTH = 1024;

  private static final String CUT = "...";
  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder out = new StringBuilder(64);

  private PythonRepr() {}

  /// Positional arguments as a tuple.
  public static String ofArgs(ArrayNode args) {
    var repr = new PythonRepr();
    repr.sequence(args, '(', args.size() == 1 ? ",)" : ")");
    return repr.text();
  }

  /// Keyword arguments as a dict.
  public static String ofKwargs(ObjectNode kwargs) {
    var repr = new PythonRepr();
    repr.dict(kwargs);
    return repr.text();
  }

  /// Any value.
  public static String of(JsonNode value) {
    var repr = new PythonRepr();
    repr.value(value);
    return repr.text();
  }

  private String text() {
    if (out.length() > MAX_LENGTH) {
      int end = MAX_LENGTH - CUT.length();
      out.setLength(Character.isHighSurrogate(out.charAt(end - 1)) ? end - 1 : end);
      out.append(CUT);
    }
    return out.toString();
  }

  private boolean full() {
    return out.length() > MAX_LENGTH;
  }

  private void value(JsonNode node) {
    switch (node) {
      case ObjectNode object -> dict(object);
      case ArrayNode array -> sequence(array, '[', "]");
      case StringNode string -> string(string.stringValue());
      case JsonNode scalar when scalar.isBoolean() ->
          out.append(scalar.booleanValue() ? "True" : "False");
      case JsonNode scalar when scalar.isNumber() -> out.append(scalar.asString());
      case JsonNode _ -> out.append("None");
    }
  }

  private void sequence(ArrayNode array, char open, String close) {
    out.append(open);
    String separator = "";
    for (Iterator<JsonNode> i = array.iterator(); i.hasNext() && !full(); ) {
      out.append(separator);
      value(i.next());
      separator = ", ";
    }
    out.append(close);
  }

  private void dict(ObjectNode object) {
    out.append('{');
    String separator = "";
    for (var i = object.properties().iterator(); i.hasNext() && !full(); ) {
      Map.Entry<String, JsonNode> member = i.next();
      out.append(separator);
      string(member.getKey());
      out.append(": ");
      value(member.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void string(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length() && !full(); ) {
      int c = text.codePointAt(i);
      character(c, quote);
      i += Character.charCount(c);
    }
    out.append(quote);
  }

  private void character(int c, char quote) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (Character.isISOControl(c)) {
          out.append("\\x").append(HEX.toHexDigits((byte) c));
        } else if (Character.getType(c) == Character.SURROGATE) {
          out.append("\\u").append(HEX.toHexDigits((char) c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }
}
