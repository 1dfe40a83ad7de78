package dev.meridian.fetch;

import dev.meridian.json.Json;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// XML, and GPX as a kind of it. An element's record has its attributes and the texts of its
/// children by name; a child with children is an object, a name that repeats an array. A GPX track,
/// segment or route selected as a whole has its points as `geometry`; its points by themselves can
/// be thinned out.
final class XmlParser implements DocumentParser<Node> {
  /// The usual items of any XML.
  static final String CHILDREN_OF_ROOT = "/*/*";

  /// The usual items of GPX: points of tracks, routes, and by themselves.
  static final String GPX_POINTS = "//*[self::trkpt or self::rtept or self::wpt]";

  private final XmlPaths paths = new XmlPaths();
  private final String usual;
  private final double metres;

  /// A parser.
  ///
  /// @param usual XPath of the usual items
  /// @param metres how far a track may be moved to leave out points; 0 for not at all
  XmlParser(String usual, double metres) {
    this.usual = usual;
    this.metres = metres;
  }

  @Override
  public Iterator<Node> items(Content content, @Nullable String select) {
    String text = content.text();
    if (text.isBlank()) {
      throw Failures.malformed("The document is empty.");
    }
    Node root = XmlTree.parse(text.stripLeading());
    NodeList found = paths.nodes(root, select == null ? usual : select);
    List<Node> nodes = IntStream.range(0, found.getLength()).mapToObj(found::item).toList();
    return (usual.equals(GPX_POINTS) ? GpxLines.thinned(nodes, metres) : nodes).iterator();
  }

  @Override
  public ObjectNode record(Node item) {
    if (!(item instanceof Element element)) {
      ObjectNode record = Json.object();
      Values.put(record, "text", String.valueOf(item.getNodeValue()));
      return record;
    }
    return isLine(element) ? GpxLines.record(element) : object(element);
  }

  @Override
  public Function<Node, @Nullable JsonNode> path(String expression) {
    Function<Node, String> path = paths.text(expression);
    return item -> Values.ofText(path.apply(item));
  }

  private boolean isLine(Element element) {
    return usual.equals(GPX_POINTS) && GpxLines.isLine(element);
  }

  private static ObjectNode object(Element element) {
    ObjectNode object = Json.object();
    NamedNodeMap attributes = element.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Node attribute = attributes.item(i);
      Values.put(object, attribute.getNodeName(), attribute.getNodeValue());
    }
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element inner) {
        add(object, inner);
      } else {
        Values.put(object, "text", child.getNodeValue());
      }
    }
    return object;
  }

  private static void add(ObjectNode object, Element child) {
    JsonNode value = value(child);
    if (value == null) {
      return;
    }
    String name = child.getNodeName();
    JsonNode before = object.get(name);
    if (before == null) {
      object.set(name, value);
    } else if (before instanceof ArrayNode array) {
      array.add(value);
    } else {
      object.set(name, Json.array().add(before).add(value));
    }
  }

  private static @Nullable JsonNode value(Element element) {
    boolean leaf = !element.hasAttributes() && element.getChildNodes().getLength() <= 1;
    if (leaf && !(element.getFirstChild() instanceof Element)) {
      return Values.ofText(element.getTextContent());
    }
    return object(element);
  }
}
