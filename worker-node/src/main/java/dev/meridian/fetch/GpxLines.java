package dev.meridian.fetch;

import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.locationtech.jts.geom.Coordinate;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tracks, track segments and routes of GPX 1.0 and 1.1 as lines.
final class GpxLines {
  private static final Set<String> LINES = Set.of("trk", "trkseg", "rte");
  private static final Set<String> POINTS = Set.of("trkpt", "rtept");

  private GpxLines() {}

  static boolean isLine(Element element) {
    return LINES.contains(element.getNodeName());
  }

  /// The nodes without those points of a track or route that a line within so many metres of them
  /// does not need.
  static List<Node> thinned(List<Node> nodes, double metres) {
    if (metres <= 0) {
      return nodes;
    }
    List<Node> thinned = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= nodes.size(); to++) {
      if (to == nodes.size() || !isSameLine(nodes.get(from), nodes.get(to))) {
        Lines.thinned(nodes.subList(from, to), GpxLines::position, metres, thinned::add);
        from = to;
      }
    }
    return thinned;
  }

  private static boolean isSameLine(Node a, Node b) {
    return POINTS.contains(a.getNodeName()) && a.getParentNode().isSameNode(b.getParentNode());
  }

  private static Coordinate position(Node node) {
    JsonNode lon = node instanceof Element e ? Values.ofText(e.getAttribute("lon")) : null;
    JsonNode lat = node instanceof Element e ? Values.ofText(e.getAttribute("lat")) : null;
    return lon == null || lat == null
        ? new Coordinate()
        : new Coordinate(lon.asDouble(0), lat.asDouble(0));
  }

  /// The element's own texts, `points` (their number) and `geometry` (MultiLineString).
  static ObjectNode record(Element element) {
    ObjectNode record = Json.object();
    ArrayNode lines = Json.array();
    ArrayNode own = Json.array();
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      switch (child.getNodeName()) {
        case "trkseg" -> addLine(lines, line((Element) child));
        case "trkpt", "rtept" -> {}
        default -> Values.put(record, child.getNodeName(), child.getTextContent());
      }
    }
    own.addAll(line(element));
    addLine(lines, own);
    record.put("points", lines.valueStream().mapToInt(line -> line.size()).sum());
    if (!lines.isEmpty()) {
      ObjectNode geometry = Json.object().put("type", "MultiLineString");
      record.set("geometry", geometry.set("coordinates", lines));
    }
    return record;
  }

  private static ArrayNode line(Element parent) {
    ArrayNode line = Json.array();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element point && POINTS.contains(point.getNodeName())) {
        var lon = Values.ofText(point.getAttribute("lon"));
        var lat = Values.ofText(point.getAttribute("lat"));
        if (lon != null && lat != null) {
          line.add(Json.array().add(lon).add(lat));
        }
      }
    }
    return line;
  }

  private static void addLine(ArrayNode lines, ArrayNode line) {
    if (line.size() > 1) {
      lines.add(line);
    }
  }
}
