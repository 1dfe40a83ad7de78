package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of a task message: `[args, kwargs, embed]` as JSON in UTF-8.
///
/// @param args positional arguments, plain
/// @param kwargs keyword arguments, plain
/// @param embed callbacks and such as sent; an object or a JSON null
record EnvelopeBody(ArrayNode args, ObjectNode kwargs, JsonNode embed) {
  /// The content type we write, without parameters: Python refuses any.
  static final String TYPE = "application/json";

  /// The content encoding we write.
  static final String ENCODING = "utf-8";

  private static final int PARTS = 3;

  /// Returns if the body of `message` claims to be JSON in UTF-8, or claims nothing.
  ///
  /// @throws InvalidValueException that names the property
  static void checkType(Message message) {
    String type = message.contentType();
    if (type != null && !TYPE.equals(type) && !isJson(type)) {
      throw new InvalidValueException("content type", type, TYPE);
    }
    String encoding = message.contentEncoding();
    if (encoding != null && !ENCODING.equals(encoding) && !isUtf8(encoding)) {
      throw new InvalidValueException("content encoding", encoding, ENCODING);
    }
  }

  private static boolean isJson(String type) {
    int end = type.indexOf(';');
    String parameter = end < 0 ? "" : type.substring(end + 1).strip().toLowerCase(Locale.ROOT);
    return TYPE.equalsIgnoreCase(end < 0 ? type : type.substring(0, end).strip())
        && switch (parameter) {
          case "", "charset=utf-8", "charset=\"utf-8\"" -> true;
          default -> false;
        };
  }

  private static boolean isUtf8(String encoding) {
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case ENCODING, "utf8", "us-ascii", "ascii", "binary", "" -> true;
      default -> false;
    };
  }

  /// Reads the body of `message`.
  ///
  /// @param maxInflated the most bytes it may grow to if it is compressed
  /// @throws InvalidValueException that names the part
  /// @throws MalformedMessageException if it is no JSON at all
  static EnvelopeBody of(Headers headers, Message message, int maxInflated) {
    JsonNode document = document(inflated(headers, message, maxInflated));
    if (headers.values().get(HeaderNames.TASK) == null && document.has(HeaderNames.TASK)) {
      throw new InvalidValueException(
          "message", "Celery protocol 1", "protocol 2, the default since Celery 4 (task_protocol)");
    }
    if (!(document instanceof ArrayNode parts) || parts.size() != PARTS) {
      throw new InvalidValueException(
          "body", WireJson.shown(document), "an array [args, kwargs, embed]");
    }
    if (!(parts.get(0) instanceof ArrayNode args)) {
      throw new InvalidValueException("body args", WireJson.shown(parts.get(0)), "an array");
    }
    if (!(parts.get(1) instanceof ObjectNode kwargs)) {
      throw new InvalidValueException("body kwargs", WireJson.shown(parts.get(1)), "an object");
    }
    JsonNode embed = parts.get(2);
    if (!(embed instanceof ObjectNode || embed instanceof NullNode)) {
      throw new InvalidValueException("body embed", WireJson.shown(embed), "an object or null");
    }
    return new EnvelopeBody(PlainJson.elements(args), PlainJson.members(kwargs), embed);
  }

  private static byte[] inflated(Headers headers, Message message, int maxInflated) {
    String compression = headers.text(HeaderNames.COMPRESSION);
    if (compression == null) {
      return message.body();
    }
    if (!Zlib.isNamed(compression)) {
      throw new InvalidValueException(
          "header " + HeaderNames.COMPRESSION, compression, Zlib.NAME + " or none");
    }
    return Zlib.inflate(message.body(), maxInflated);
  }

  private static JsonNode document(byte[] bytes) {
    try {
      return Json.read(bytes);
    } catch (InvalidValueException e) {
      String reason = String.valueOf(e.getMessage()).substring(e.name().length());
      throw new MalformedMessageException("body" + reason, null);
    }
  }
}
