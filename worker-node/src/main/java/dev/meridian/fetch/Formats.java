package dev.meridian.fetch;

import org.jspecify.annotations.Nullable;

/// Finds the parser for a document.
final class Formats {
  private Formats() {}

  /// The parser of a format.
  ///
  /// @param format as the request or the configuration names it; null to go by the document
  /// @param metres how far a track may be moved to leave out points; 0 for not at all
  static DocumentParser<?> parser(@Nullable String format, Content content, double metres) {
    String name = format == null ? detect(content) : format;
    return switch (name) {
      case "json" -> new JsonParser(false);
      case "geojson" -> new JsonParser(true);
      case "csv" -> new CsvParser();
      case "html" -> new HtmlParser();
      case "xml" -> new XmlParser(XmlParser.CHILDREN_OF_ROOT, 0);
      case "gpx" -> new XmlParser(XmlParser.GPX_POINTS, metres);
      case "gtfs-realtime" -> new GtfsRealtimeParser();
      default -> throw Failures.unsupported("The format " + name + " cannot be read.");
    };
  }

  private static String detect(Content content) {
    String type = content.mediaType();
    return switch (type) {
      case "application/json", "text/json" -> "json";
      case "application/geo+json", "application/vnd.geo+json" -> "geojson";
      case "text/csv", "text/tab-separated-values", "application/csv" -> "csv";
      case "application/xhtml+xml" -> "html";
      case "application/gpx+xml", "application/gpx" -> "gpx";
      case "application/xml", "text/xml" -> byContent(content, "xml");
      case "application/x-protobuf", "application/protobuf", "application/x-google-protobuf" ->
          "gtfs-realtime";
      case "text/html" -> byContent(content, "html");
      case "text/plain" -> byContent(content, "csv");
      case "", "application/octet-stream" -> byContent(content, "");
      default -> {
        if (type.endsWith("+json")) {
          yield "json";
        }
        if (type.endsWith("+xml")) {
          yield byContent(content, "xml");
        }
        throw Failures.unsupported("The content type " + type + " cannot be read.");
      }
    };
  }

  /// The format of a document whose type says little, or is often sent wrongly.
  private static String byContent(Content content, String otherwise) {
    String start = content.start();
    if (start.startsWith("{") || start.startsWith("[")) {
      return "json";
    }
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return "html";
    }
    if (start.startsWith("<")) {
      return start.contains("<gpx") ? "gpx" : otherwise.equals("html") ? "html" : "xml";
    }
    if (otherwise.isEmpty()) {
      throw Failures.unsupported("The document has neither a known type nor a known beginning.");
    }
    return otherwise;
  }
}
